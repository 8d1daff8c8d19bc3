import type { Doc as Layout } from 'prettier';

/** Of other characters some are two columns wide. */
const NARROW = /^[\x20-\x7e]*$/;

/**
 * A layout on one line: what Prettier gives where there is room for it, at a tenth of the cost.
 * @param columns the room that there is
 * @returns `undefined` for a layout that may need more lines, which Prettier's algorithm decides
 */
export function flat(code: Layout, columns: number): string | undefined {
  const text = oneLine(code, false);
  const fits = text !== undefined && text.length <= columns && NARROW.test(text);
  return fits ? text : undefined;
}

/** @param grouped whether a group around it decides about its lines; without one they break */
function oneLine(code: Layout, grouped: boolean): string | undefined {
  if (typeof code === 'string') return code;
  if (Array.isArray(code)) return allOnOneLine(code, grouped);
  if (code.type === 'line') return lineText(code, grouped);
  if (code.type === 'group') return code.break ? undefined : oneLine(contents(code), true);
  if (code.type === 'if-break') return grouped ? oneLine(code.flatContents, true) : undefined;
  const isTransparent = TRANSPARENT.has(code.type);
  return isTransparent ? oneLine(contents(code), grouped) : undefined;
}

/** What these do shows only after a line break. */
const TRANSPARENT: ReadonlySet<string> = new Set(['indent', 'align', 'indent-if-break']);

function lineText(code: object, grouped: boolean): string | undefined {
  if (!grouped || 'hard' in code) return undefined;
  return 'soft' in code ? '' : ' ';
}

/** Prettier's declarations leave the field out of some of these. */
const contents = (code: object): Layout => ('contents' in code ? (code.contents as Layout) : '');

function allOnOneLine(codes: readonly Layout[], grouped: boolean): string | undefined {
  let text = '';
  for (const code of codes) {
    const part = oneLine(code, grouped);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}
