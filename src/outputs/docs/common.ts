import type { Bindings, Doc } from '../../model/model.js';
import { blocks, fenced, plain, prose } from './markdown.js';

/** What the document says about a thing, in paragraphs. */
export const paragraphs = (doc: Doc): string[] =>
  blocks(
    doc.deprecated === true ? ['**Deprecated.**'] : [],
    doc.title === undefined && doc.summary === undefined
      ? []
      : [
          [doc.title, doc.summary]
            .flatMap((text) => (text === undefined ? [] : plain(text)))
            .join('. '),
        ],
    doc.description === undefined ? [] : prose(doc.description),
    doc.externalDocs === undefined ? [] : [`See ${plain(doc.externalDocs.url)}`],
  );

/** The bindings of the protocols that code is generated for: the others have no effect here. */
export function bindingsBlock(bindings: Bindings, owner?: string): string[] {
  const shown = Object.entries(bindings).filter(([protocol]) => MATTER.has(protocol));
  return blocks(
    ...shown.map(([protocol, binding]) =>
      blocks(
        [`${plain(protocol)} bindings${owner === undefined ? '' : ` of ${plain(owner)}`}:`],
        fenced(binding),
      ),
    ),
  );
}

const MATTER: ReadonlySet<string> = new Set(['kafka', 'amqp']);
