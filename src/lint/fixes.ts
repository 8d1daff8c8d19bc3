import type { Location } from '../diagnostic.js';
import type { View } from '../model/view.js';
import type { Edit } from './edit.js';

/**
 * Writes another text in place of a scalar, with the quotes that it has.
 * @returns no edit where the text is not written as it is: block scalars, escapes, aliases
 */
export function replaceText(at: View, text: string): readonly Edit[] {
  const { file, pointer } = at.place;
  const { start, end } = offsets(file.text, file.locate(pointer));
  const written = file.text.slice(start, end);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const inside = quote === '' ? written : written.slice(1, -1);
  if (inside !== at.value) return [];
  return [{ file, start: start + quote.length, end: end - quote.length, text }];
}

/** The offsets of a range. */
export function offsets(
  text: string,
  { line, column, endLine, endColumn }: Location,
): { start: number; end: number } {
  const starts = lineStarts(text);
  const offset = (row: number, col: number): number => (starts[row - 1] ?? text.length) + col - 1;
  return { start: offset(line, column), end: offset(endLine, endColumn) };
}

/** Where lines begin; CRLF, LF and CR end one, as for the loader. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
}

/**
 * Adds a line to the whole document, behind one of its fields.
 * @returns no edit where the document is not written in lines: JSON and `{ }`
 */
export function addField(root: View, after: string, line: string): readonly Edit[] {
  const { file } = root.place;
  const field = root.field(after);
  if (field === undefined || /^\s*\{/.test(file.text)) return [];
  const { end } = offsets(file.text, file.locate(field.place.pointer));
  const rest = /[^\r\n]*(\r\n|\n|\r|$)/y;
  rest.lastIndex = end;
  const lineBreak = rest.exec(file.text)?.[1] ?? '';
  const at = rest.lastIndex;
  return lineBreak === ''
    ? [{ file, start: file.text.length, end: file.text.length, text: `\n${line}\n` }]
    : [{ file, start: at, end: at, text: `${line}${lineBreak}` }];
}
