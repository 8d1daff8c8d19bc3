import { placeId } from '../../load/source.js';
import type { Place } from '../../load/source.js';
import type { ObjectTable } from '../../spec/shape.js';
import { nearest } from '../../nearest.js';
import { follow } from '../rule.js';
import type { Context } from '../rule.js';
import { code } from '../../show.js';
import { membership } from '../links.js';

/** What has to lead into a map of the root document. */
export interface RootLink {
  readonly id: string;
  readonly table: ObjectTable;
  readonly map: 'channels' | 'servers';
  /** What holds the reference: `operation`. */
  readonly holder: string;
}

/** Whether a place is in a map of the root document: what the root application itself does. */
export const isInRoot = (context: Context, place: Place, map: string): boolean =>
  place.file.id === context.source.root.id && place.pointer.startsWith(`/${map}/`);

/**
 * Checks that a reference leads through a map of the root document. The same object by another way
 * is a fault too, but one whose remedy is certain.
 */
export function checkInRoot(context: Context, from: Place | undefined, link: RootLink): void {
  const followed = follow(context, from, link.table);
  if (from === undefined || followed === undefined) return;
  const { root } = context.source;
  const entries = context.links.entries({ file: root, pointer: '', value: root.value }, link.map);
  if (entries === undefined) return;
  const belongs = membership(followed, entries);
  if (belongs === 'through') return;
  const entry = entries.byTarget.get(placeId(followed.place));
  const rule = `The ${link.table.name} of a root ${link.holder} must be referred to by ${code(`#/${link.map}`)}`;
  const found = code(`#${followed.place.pointer}`);
  const help =
    belongs === 'around' ? helpFor(entry) : helpForOutside(link, followed.place, entries.own);
  context.report.add(from, {
    code: link.id,
    message:
      belongs === 'around' ? `${rule}, not at ${found}.` : `${rule}, but ${found} is not in there.`,
    path: ['$ref'],
    help,
  });
}

export const helpFor = (entry: Place | undefined): string =>
  entry === undefined ? 'Refer to it there.' : `Write ${code(`$ref: "#${entry.pointer}"`)}.`;

function helpForOutside(link: RootLink, target: Place, own: ReadonlySet<string>): string {
  const name = target.pointer.split('/').at(-1) ?? '';
  const names = [...own].map((id) => id.split('/').at(-1) ?? '');
  const meant = nearest(name, names);
  return meant === undefined
    ? `Add an entry to ${code(`#/${link.map}`)} that refers to it, and refer to that entry here.`
    : `Did you mean ${code(`#/${link.map}/${meant}`)}?`;
}
