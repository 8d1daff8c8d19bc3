import type { Layout } from '../../emit/layout.js';
import { group, hardline, indent, layOut, softline, WIDTH } from '../../emit/layout.js';

/** Of other characters some are two columns wide. */
const NARROW = /^[\x20-\x7e]*$/;

/** Whether a text has room on one line at a depth of indentation. */
export function fits(text: string, depth: number): boolean {
  const columns = text.length + 2 * depth;
  if (columns <= WIDTH / 2) return true;
  if (NARROW.test(text)) return columns <= WIDTH;
  return !layOut(group(['  '.repeat(depth), text, softline])).endsWith('\n');
}

const PADS = Array.from({ length: 20 }, (_, depth) => '  '.repeat(depth));

/** A line with its indentation. */
export const lineAt = (depth: number, text: string): string =>
  (PADS[depth] ?? '  '.repeat(depth)) + text;

/** What the layout engine makes of code at a depth of indentation. */
export function layOutAt(depth: number, code: Layout): string {
  let nested: Layout = [hardline, code];
  for (let i = 0; i < depth; i += 1) nested = indent(nested);
  return layOut(nested).slice(1);
}
