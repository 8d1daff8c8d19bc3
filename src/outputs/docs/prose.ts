import { blocks, fence, isHarmless, oneLine, visible } from './markdown.js';

/**
 * CommonMark of a document (AsyncAPI 3, "Rich text formatting"). It stays markup, but inside a
 * quote: no HTML, no link to anything but the web, no heading that would mix with ours.
 */
export const prose = (text: string): string[] =>
  blocks(...segments(linesOf(text)).map(print)).map((line) => `> ${line}`.trimEnd());

/** The first paragraph of such a text, on one line: for a cell or a list. */
export const inline = (text: string): string => (isHarmless(text) ? text : firstLine(text));

const firstLine = (text: string): string =>
  harmless(firstParagraph(text))
    .replaceAll(/\\+\|/g, '|')
    .replace(BLOCK_START, '\\$&')
    .replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\');

/** Whether `inline` leaves something out. */
export const isLong = (text: string): boolean =>
  !isHarmless(text) && firstParagraph(text) !== oneLine(text);

const BLOCK_START = /^(?:[#>+=-]|[*_~`|]{3}|\*(?=\s))/;

function firstParagraph(text: string): string {
  const [first = ''] = text.trim().split(/\n\s*\n|\n(?=\s*(?:[-*+>#]|\d+[.)]|```|~~~))/);
  return /^(?:```|~~~)/.test(first) ? '' : oneLine(first);
}

/** A tab after our `> ` would count for less than the four columns that its author meant. */
const linesOf = (text: string): string[] =>
  visible(text)
    .replaceAll('\t', '    ')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.trimEnd());

type Segment =
  | { readonly code: readonly string[]; readonly language: string }
  | { readonly text: readonly string[] };

const OPENING = /^ {0,3}(?:(?<ticks>`{3,})(?<info>[^`]*)|(?<tildes>~{3,}).*)$/;

/** Fenced code apart from all else, so that each fence is one that we open and close. */
function segments(lines: readonly string[]): Segment[] {
  const found: Segment[] = [];
  let rest = lines;
  for (;;) {
    const start = rest.findIndex((line) => OPENING.test(line));
    if (start < 0) return [...found, { text: rest }];
    const { ticks, tildes, info = '' } = OPENING.exec(rest[start] ?? '')?.groups ?? {};
    const mark = ticks ?? tildes ?? '';
    const closing = new RegExp(`^ {0,3}${mark.charAt(0)}{${String(mark.length)},}$`);
    const length = rest.slice(start + 1).findIndex((line) => closing.test(line));
    const end = length < 0 ? rest.length : start + 1 + length;
    const language = /^[\w+#.-]*/.exec(info.trim())?.[0] ?? '';
    found.push({ text: rest.slice(0, start) }, { code: rest.slice(start + 1, end), language });
    rest = rest.slice(end + 1);
  }
}

const print = (segment: Segment): string[] =>
  'code' in segment ? fence(segment.language, segment.code) : trimmed(paragraphs(segment.text));

const HEADING = /^ {0,3}#{1,6} +(.*?)(?: +#+)?$/;
const NESTED_HEADING = /^([\s>*+\-\d.)]*)(#{1,6})(?=\s|$)/;
const UNDERLINE = /^[\s>]*(?:=+|-+)$/;

/** Text outside fences. A heading becomes a bold line, an underline no heading. */
function paragraphs(lines: readonly string[]): string[] {
  const done: string[] = [];
  for (const chunk of chunks(lines)) {
    for (const line of harmless(chunk.join('\n')).split('\n')) {
      const title = HEADING.exec(line)?.[1];
      if (title !== undefined && !title.includes('*')) done.push('', title && `**${title}**`, '');
      else if (UNDERLINE.test(line)) done.push('', line);
      else done.push(line.replace(NESTED_HEADING, '$1\\$2'));
    }
    done.push('');
  }
  return done.filter((line, index) => line !== '' || done[index - 1] !== '');
}

/** Runs of lines without an empty line between them: inline code does not reach further. */
function chunks(lines: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const line of lines) {
    if (line === '') found.push([]);
    else found.at(-1)?.push(line);
  }
  return found.filter((chunk) => chunk.length > 0);
}

function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}

/**
 * Inline code that both ends on its line, which is code for every reader of Markdown, unless an
 * open back-tick before it, or a bar that ends a cell, says otherwise.
 */
function harmless(text: string): string {
  let done = '';
  let rest = text;
  for (;;) {
    const at = /(?<!\\)(?:\\\\)*(?<ticks>`+)/.exec(rest);
    if (at === null) return done + withoutHtml(rest);
    const ticks = at.groups?.['ticks'] ?? '';
    const start = at.index + at[0].length;
    const end = closingTicks(rest, ticks, start);
    const span = end < 0 ? '\n' : rest.slice(start, end);
    if (/[\n|]/.test(span)) return done + withoutHtml(rest);
    done += withoutHtml(rest.slice(0, start)) + span + ticks;
    rest = rest.slice(end + ticks.length);
  }
}

function closingTicks(text: string, ticks: string, from: number): number {
  for (const run of text.slice(from).matchAll(/`+/g)) {
    if (run[0] === ticks) return from + run.index;
  }
  return -1;
}

const TAG = /<(?=[a-z/!?])(?!https?:\/\/[^\s<>`\\"']+>)/gi;

/** A destination that is neither on the web nor a mere relative path. */
const DESTINATION = /\](?=[(:]\s*(?!<?https?:\/\/|mailto:|[\w./#?=%-]*[)\s]))/gi;

/** No tag, no footnote, and no link that could run something (`javascript:`, `data:`). */
const withoutHtml = (text: string): string =>
  text.replace(TAG, '&lt;').replace(DESTINATION, ']\\').replaceAll('[^', '\\[^');
