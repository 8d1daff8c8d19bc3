/**
 * Text of a user's document as Markdown. Nothing else may bring it into a page: text in a cell
 * stays in its cell, prose in its quote, code in its fence.
 */

const SPECIAL = /[\\`*_{}[\]<>#|~&]/g;

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** Plain text on one line, in which nothing is markup: for cells, headings and links. */
export const plain = (text: string): string =>
  oneLine(text).replace(SPECIAL, (char) => ENTITIES[char] ?? `\\${char}`);

/** Text as inline code, also inside a table. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A value as a fenced block of JSON. */
export function fenced(value: unknown): string[] {
  const text = JSON.stringify(value, null, 2).replaceAll('`', '\\u0060');
  return ['```json', ...text.split('\n'), '```'];
}

const TAG = /<(?=[a-zA-Z/!?])/g;
const SCHEME = /\]\((?=\s*<?\s*(?!https?:|mailto:)[a-z][a-z0-9+.-]*:)/gi;

/**
 * CommonMark of a document (AsyncAPI 3, "Rich text formatting"), kept as markup but inside a
 * quote: no HTML, no link to anything but the web, nothing that reaches past its own lines.
 */
export function prose(text: string): string[] {
  const safe = visible(text).trim().replace(TAG, '&lt;').replace(SCHEME, ']\\(');
  return safe.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => `> ${line}`.trimEnd());
}

/** A table whose columns are aligned, as Prettier aligns them; nothing for no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** Blocks with one empty line between them. */
export const blocks = (...parts: readonly (readonly string[])[]): string[] =>
  parts
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));

/** The anchor that GitHub and others give a heading of ours: our headings are plain words. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const oneLine = (text: string): string => visible(text).replaceAll(/\s+/g, ' ').trim();

const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

const visible = (text: string): string => text.replace(INVISIBLE, '\ufffd');
