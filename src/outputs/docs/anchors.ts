import { oneLine } from './markdown.js';

/** The anchor of a heading before repetitions are counted: what GitHub makes of its words. */
export const slug = (heading: string): string =>
  oneLine(heading)
    .toLowerCase()
    .replaceAll(/[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');

/**
 * The anchors of a page, heading by heading in its order: a repeated one gets a number, as GitHub
 * counts. Empty where a heading has no anchor.
 */
export function anchors(headings: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const base = slug(heading);
    if (base === '') return '';
    let anchor = base;
    for (let count = seen.get(base); seen.has(anchor) && count !== undefined;) {
      count += 1;
      seen.set(base, count);
      anchor = `${base}-${String(count)}`;
    }
    seen.set(anchor, 0);
    return anchor;
  });
}
