import { escapeSegment } from './source.js';

/** Prints the segments of a path as a JSON Pointer (RFC 6901). */
export const printPointer = (segments: readonly (string | number)[]): string =>
  segments.map((segment) => `/${escapeSegment(String(segment))}`).join('');

/** The segments of a JSON Pointer; undefined when it is not one (it must be empty or begin with `/`). */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  const segments = pointer.slice(1).split('/');
  return pointer.includes('~') ? segments.map(unescapeSegment) : segments;
}

/** Undoes `escapeSegment`. `~01` is `~1`, not `/` (RFC 6901, section 4). */
export const unescapeSegment = (segment: string): string =>
  segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** The JSON Pointer in the fragment of a URI, percent-decoded where that is possible (section 6). */
export function fragmentPointer(fragment: string): string {
  if (!fragment.includes('%')) return fragment;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
