import type { Layout } from './layout.js';
import { WIDTH } from './layout.js';

/** Of other characters some are two columns wide. */
const NARROW = /^[\x20-\x7e]*$/;

/**
 * A layout on one line: what `layOut` gives where there is room for it, at a tenth of the cost.
 * @param columns what stands beside it on the line
 * @returns `undefined` for a layout that may need more lines, which `layOut` decides
 */
export function flat(code: Layout, columns: number): string | undefined {
  const text = oneLine(code);
  const fits = text !== undefined && text.length + columns <= WIDTH && NARROW.test(text);
  return fits ? text : undefined;
}

function oneLine(code: Layout): string | undefined {
  if (typeof code === 'string') return code;
  if (Array.isArray(code)) return allOnOneLine(code);
  if (code.type === 'if-break') return oneLine(code.flatContents);
  if (code.type === 'line') return 'hard' in code ? undefined : 'soft' in code ? '' : ' ';
  if (code.type === 'group' || code.type === 'indent') return oneLine(contents(code));
  if (code.type === 'align' || code.type === 'indent-if-break') return oneLine(contents(code));
  return undefined;
}

/** Prettier's declarations leave the field out of some of these. */
const contents = (code: object): Layout => ('contents' in code ? (code.contents as Layout) : '');

function allOnOneLine(codes: readonly Layout[]): string | undefined {
  let text = '';
  for (const code of codes) {
    const part = oneLine(code);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}
