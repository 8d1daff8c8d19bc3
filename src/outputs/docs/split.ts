import type { Section } from './section.js';

/** In bytes. GitHub does not show Markdown beyond 512 KB; the rest is for the head and long links. */
const LIMIT = 400_000;

/** The kinds of things that have sections, as their pages are called. */
export type Kind = 'channels' | 'messages' | 'schemas';

/** How a kind is told apart by page: the beginning of the names on its page, by the section's id. */
export type Beginnings = ReadonlyMap<string, string>;

/** The kinds that have several pages. */
export type Split = Partial<Readonly<Record<Kind, Beginnings>>>;

/**
 * Spreads sections over pages by the first letter of their names, by the second where that is still
 * too much for a page, and so on: a new section changes one page, and the others keep their names.
 * @returns nothing where one page holds all
 */
export function split(sections: readonly Section[]): Beginnings | undefined {
  return sizeOf(sections) <= LIMIT
    ? undefined
    : new Map(spread(sections, 1).map(({ id, beginning }) => [id, beginning]));
}

const sizeOf = (sections: readonly Section[]): number =>
  sections.reduce((size, section) => size + section.size, 0);

interface Spread {
  readonly id: string;
  readonly beginning: string;
}

function spread(sections: readonly Section[], letters: number): Spread[] {
  const groups = new Map<string, Section[]>();
  for (const section of sections) {
    const beginning = Array.from(section.name).slice(0, letters).join('');
    const group = groups.get(beginning);
    if (group === undefined) groups.set(beginning, [section]);
    else group.push(section);
  }
  return [...groups].flatMap(([beginning, group]) =>
    sizeOf(group) > LIMIT && group.some(({ name }) => name !== beginning)
      ? spread(group, letters + 1)
      : group.map(({ id }) => ({ id, beginning })),
  );
}

/** The one page of a kind, or its page for a beginning. */
export function pageName(kind: Kind, beginning?: string): string {
  if (beginning !== undefined) return `${kind}-${beginning}.md`;
  return kind === 'channels' ? 'README.md' : `${kind}.md`;
}

/** Things by the page that they are on, pages in the order of their names. */
export function byBeginning<Item extends { readonly id: string }>(
  items: readonly Item[],
  beginnings: Beginnings,
): [beginning: string, items: Item[]][] {
  const pages = new Map<string, Item[]>();
  for (const item of items) {
    const beginning = beginnings.get(item.id) ?? '';
    const page = pages.get(beginning);
    if (page === undefined) pages.set(beginning, [item]);
    else page.push(item);
  }
  return [...pages].sort(([a], [b]) => (a < b ? -1 : 1));
}
