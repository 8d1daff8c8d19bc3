import type { Doc, SecurityScheme } from '../../model/model.js';
import { blocks, code, link, plain } from './markdown.js';
import { inline, prose } from './prose.js';

/** What the document says about a thing, in paragraphs. */
export const paragraphs = (doc: Doc): string[] =>
  blocks(
    doc.deprecated === true ? ['**Deprecated.**'] : [],
    oneOf(doc.title),
    oneOf(doc.summary),
    doc.description === undefined ? [] : prose(doc.description),
    externalDocs(doc),
  );

const oneOf = (text: string | undefined): string[] => (text ? [plain(text)] : []);

/** Sentences about a thing on one line, for a cell or an item of a list. */
export const sentences = ({ deprecated, title, summary, description }: Doc): string =>
  [
    deprecated === true ? '**Deprecated.**' : '',
    plain(summary ?? title ?? ''),
    inline(description ?? ''),
  ]
    .filter((text) => text !== '')
    .join(' ');

/** A line that leads to the external documentation. */
export function externalDocs({ externalDocs: docs }: Doc): string[] {
  if (docs === undefined) return [];
  return [`See ${webLink(docs.description ?? docs.url, docs.url)}.`];
}

/** A link out of the document; text alone where the target is not on the web. */
export function webLink(text: string, url: string): string {
  const target = /^(?:https?:\/\/|mailto:)[^\s<>()[\]\\`"'|]+$/i.test(url);
  if (target && !/&#?\w+;/.test(url)) return link(plain(text), url);
  return text === url ? code(url) : `${plain(text)} (${code(url)})`;
}

/** The tags of a thing, as code. */
export const tagNames = ({ tags }: Doc): string => tags.map(({ name }) => code(name)).join(', ');

/** A security scheme as it is called, or what kind it is. */
export const schemeName = ({ name, type }: SecurityScheme): string => code(name ?? type);
