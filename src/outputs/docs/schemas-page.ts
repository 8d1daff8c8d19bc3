import { paragraphs } from './common.js';
import { blocks, plain } from './markdown.js';
import { schemaBlock } from './property-table.js';
import { section } from './section.js';
import type { Section } from './section.js';
import type { DocsView } from './view.js';

/** The schemas that messages and other schemas share. */
export const schemaSections = (view: DocsView): Section[] =>
  view.shared.map(({ id, names, doc, json }) =>
    section(
      id,
      names.file,
      blocks(
        [`## ${plain(names.type)}`],
        paragraphs({ ...doc, title: doc.title === names.type ? '' : (doc.title ?? '') }),
        schemaBlock(json, view),
      ),
    ),
  );
