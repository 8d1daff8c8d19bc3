import type { Doc } from '../model/model.js';

const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Nothing to change, unless it ends the comment: most texts. */
const PLAIN = /^[ -~]*$/;

/** Text that cannot end a comment, in lines without trailing spaces. */
function lines(text: string): string[] {
  const trimmed = text.trim();
  return PLAIN.test(trimmed) && !trimmed.includes('*/') ? [trimmed] : safeLines(trimmed);
}

const safeLines = (text: string): string[] =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(INVISIBLE, ' ').replaceAll('*/', '*\\/').trimEnd());

/**
 * A doc comment for paragraphs of any text: the only way for a document's prose into code.
 * @returns lines without indentation; none for no text
 */
export function comment(paragraphs: readonly (string | undefined)[]): string[] {
  const given = paragraphs.filter((text) => text !== undefined && text.trim() !== '') as string[];
  const body = given.flatMap((text, index) => (index === 0 ? lines(text) : ['', ...lines(text)]));
  if (body.length === 0) return [];
  if (body.length === 1) return [`/** ${body[0] ?? ''} */`];
  return ['/**', ...body.map((line) => ` * ${line}`.trimEnd()), ' */'];
}

/** The prose that stands above a declaration: title, summary, description, deprecation. */
export const docParagraphs = (doc: Doc): (string | undefined)[] => [
  doc.title,
  doc.summary,
  doc.description,
  doc.deprecated === true ? '@deprecated' : undefined,
];
