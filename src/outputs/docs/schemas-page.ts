import { paragraphs } from './common.js';
import { blocks, plain } from './markdown.js';
import { schemaBlock } from './property-table.js';
import type { DocsView } from './view.js';

/** The schemas that messages and other schemas share; nothing when there are none. */
export const schemasPage = (view: DocsView): string[] =>
  view.shared.length === 0
    ? []
    : blocks(
        [`# Schemas of ${plain(view.model.info.title)}`],
        ...view.shared.map(({ names, doc, json }) =>
          blocks(
            [`## ${plain(names.type)}`],
            paragraphs({ ...doc, title: doc.title === names.type ? '' : (doc.title ?? '') }),
            schemaBlock(json, view),
          ),
        ),
      );
