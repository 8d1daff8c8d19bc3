import { blocks, link, list, plain } from './markdown.js';
import type { Section } from './section.js';
import type { Beginnings, Kind } from './split.js';
import { byBeginning, pageName } from './split.js';

/** A page by its name; its text without the banner. */
export type Page = readonly [name: string, text: string];

/**
 * The pages of messages or schemas: one, or an index and a page for each beginning of a name.
 * @param title the title of the first page
 */
export function sectionPages(
  kind: Kind,
  title: string,
  { sections, beginnings }: { sections: readonly Section[]; beginnings: Beginnings | undefined },
): Page[] {
  if (sections.length === 0) return [];
  const head = `# ${title}`;
  if (beginnings === undefined) return [[pageName(kind), textOf(head, sections)]];
  const index = blocks([head], indexOf(kind, sections, beginnings)).join('\n');
  return [[pageName(kind), index], ...pagesByBeginning(kind, title, { sections, beginnings })];
}

/** The pages for the beginnings of names. */
export const pagesByBeginning = (
  kind: Kind,
  title: string,
  { sections, beginnings }: { sections: readonly Section[]; beginnings: Beginnings },
): Page[] =>
  byBeginning(sections, beginnings).map(([beginning, group]) => [
    pageName(kind, beginning),
    textOf(`# ${title}: ${plain(beginning)}…`, group),
  ]);

/** A list that leads to the pages: `event1…`, and how much is there. */
export const indexOf = (
  kind: Kind,
  sections: readonly Section[],
  beginnings: Beginnings,
): string[] =>
  list(
    byBeginning(sections, beginnings).map(([beginning, group]) => [
      `${link(`${plain(beginning)}…`, encodeURI(pageName(kind, beginning)))} (${String(group.length)})`,
    ]),
  );

const textOf = (head: string, sections: readonly Section[]): string =>
  [head, ...sections.map(({ text }) => text)].join('\n\n');
