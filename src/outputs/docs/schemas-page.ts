import { paragraphs } from './common.js';
import { blocks, plain } from './markdown.js';
import { propertyTable } from './property-table.js';
import type { DocsView } from './view.js';

/** The schemas that messages share. */
export const schemasPage = (view: DocsView): string[] =>
  blocks(
    [`# Schemas of ${plain(view.model.info.title)}`],
    ...view.model.schemas
      .filter(({ module }) => module.startsWith('schemas/'))
      .map((schema) =>
        blocks(
          [`## ${plain(schema.names.type)}`],
          paragraphs(schema.doc),
          propertyTable(schema.json, view.schemaOf),
        ),
      ),
  );
