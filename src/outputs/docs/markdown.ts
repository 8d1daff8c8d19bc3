/**
 * Text of a user's document as Markdown. Nothing else may bring it into a page: text in a cell
 * stays in its cell, prose in its quote, code in its fence. See also `prose.ts` and `json-block.ts`.
 */

/**
 * Markup wherever it stands. An underscore counts only at the edge of a word. Formulas begin with
 * `$$` where they are known, and go before code: the back-tick of what follows would be theirs.
 */
const SPECIAL =
  /[\\`*[\]~]|\${2,}|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])|<(?=[a-z/!?])|&(?=#?\w+;)/giu;

/** What begins a block at the start of a line: heading, quote, list, rule. */
const LINE_START = /^(?:[#>+=-]|\d+(?=[.)](?:\s|$)))/;

const escaped = (text: string): string => text.replace(/./gsu, (char) => `\\${char}`);

/** Plain text on one line, in which nothing is markup: for paragraphs, headings, cells and links. */
export const plain = (text: string): string => (isHarmless(text) ? text : escapeAll(text));

/** Words and mild punctuation on one line, which need no escape: most texts, and the fast way. */
export const isHarmless = (text: string): boolean => text === '' || HARMLESS.test(text);

const HARMLESS = /^[A-Za-z][A-Za-z0-9,.'"():;?/-]*(?: [A-Za-z0-9,.'"():;?/-]+)*$/;

const escapeAll = (text: string): string =>
  oneLine(text)
    .replace(SPECIAL, escaped)
    .replace(LINE_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replace(/(?<!\\)#$/, '\\#');

/** Text as inline code, also inside a table. Shown as plain text where code cannot hold it. */
export function code(text: string): string {
  if (ONE_WORD.test(text)) return `\`${text}\``;
  const line = oneLine(text);
  if (line === '') return '';
  if (!/[`\\]/.test(line)) return `\`${line}\``;
  if (line.includes('\\|')) return plain(line);
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return fence + pad + line + pad + fence;
}

/** Without spaces, back-ticks and backslashes there is nothing to look after. */
const ONE_WORD = /^[!-[\]-_a-~]+$/;

/** Text in a fence that nothing in it can close. */
export function fence(language: string, lines: readonly string[]): string[] {
  const ticks = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [ticks + language, ...lines, ticks];
}

const longestRun = (text: string): number => {
  let longest = 0;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  return longest;
};

/** A link to a place of our own pages. The text comes from `plain` or `code`. */
export const link = (text: string, target: string): string => `[${text}](${target})`;

/** Cells beyond this take no part in the alignment: a table stays as long as its text. */
const WIDEST = 400;

/**
 * A table whose columns are aligned, as Prettier aligns them. Columns in which no row says
 * anything are left out, and so is a table without rows.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const columns = head.flatMap((title, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return cells.some((cell) => cell !== '') ? [column(title, cells)] : [];
  });
  const [first = []] = columns;
  return first.map((_, line) => `| ${columns.map((cells) => cells[line]).join(' | ')} |`);
}

/** The cells of a column, all of one width: title, rule, rows. */
function column(title: string, rows: readonly string[]): string[] {
  const cells = [title, ...rows].map((cell) =>
    cell.includes('|') ? cell.replaceAll('|', '\\|') : cell,
  );
  const sizes = cells.map(width);
  const widest = Math.max(3, ...sizes.filter((size) => size <= WIDEST));
  const [first = '', ...others] = cells.map((cell, at) =>
    cell.padEnd(cell.length + Math.max(0, widest - (sizes[at] ?? 0))),
  );
  return [first, '-'.repeat(widest), ...others];
}

/** East Asian wide characters and emoji take two columns, marks none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

const ASCII = /^[ -~]*$/;

function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  const bare = text.replace(/\p{M}/gu, '');
  return Array.from(bare).length + (bare.match(WIDE)?.length ?? 0);
}

/** Blocks with one empty line between them. */
export function blocks(...parts: readonly (readonly string[])[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    if (part.length === 0) continue;
    if (lines.length > 0) lines.push('');
    for (const line of part) lines.push(line);
  }
  return lines;
}

/** A list. Items of several blocks stand apart, and then so do all. */
export function list(items: readonly (readonly string[])[]): string[] {
  const loose = items.some((lines) => lines.includes(''));
  return items.flatMap((lines, index) => {
    const item = lines.map((line, at) => (at === 0 ? `- ${line}` : line && `  ${line}`));
    return loose && index > 0 ? ['', ...item] : item;
  });
}

/** Everything that ends a line or separates words becomes one space. */
export const oneLine = (text: string): string =>
  ONE_LINE.test(text) ? text : visible(text).replaceAll(/\s+/g, ' ').trim();

const ONE_LINE = /^[!-~]+(?: [!-~]+)*$/;

const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

/** The text with a replacement character for each that no reader sees. */
export const visible = (text: string): string => text.replace(INVISIBLE, '\ufffd');
