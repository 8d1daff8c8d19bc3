import { placeId } from '../load/source.js';
import type { Place } from '../load/source.js';
import type { View } from '../model/view.js';
import type { Document } from './document.js';

/** A component of the document. */
export interface Component {
  readonly kind: string;
  readonly key: string;
  readonly view: View;
}

/** The components that nothing outside of `components` leads to, not even through one another. */
export const unusedComponents = (document: Document): readonly Component[] =>
  document.once('unusedComponents', () => {
    const { channels, operations } = document;
    if (channels.length + operations.length === 0) return []; // a library for other documents
    const components = all(document);
    const used = reached(document, ownersOf(components));
    return components.filter(({ view }) => !used.has(placeId(view.place)));
  });

const all = (document: Document): readonly Component[] =>
  document.root
    .follow('components')
    ?.keys()
    .flatMap((kind) =>
      kind.startsWith('x-')
        ? []
        : (document.root.follow('components')?.map(kind) ?? []).map(([key, view]) => ({
            kind,
            key,
            view,
          })),
    ) ?? [];

/** Says in which component a place stands; undefined outside of all. */
type OwnerOf = (place: Place) => string | undefined;

function ownersOf(components: readonly Component[]): OwnerOf {
  const ids = new Set(components.map(({ view }) => placeId(view.place)));
  return (place) => {
    const end = /^\/components\/[^/]+\/[^/]+/.exec(place.pointer)?.[0];
    const id = end === undefined ? undefined : `${place.file.id}#${end}`;
    return id !== undefined && ids.has(id) ? id : undefined;
  };
}

function reached(document: Document, ownerOf: OwnerOf): ReadonlySet<string> {
  const leads = new Map<string | undefined, Set<string>>();
  const add = (from: string | undefined, to: string | undefined): void => {
    if (to === undefined || to === from) return;
    leads.set(from, (leads.get(from) ?? new Set()).add(to));
  };
  for (const { from, resolution } of document.references) {
    const owner = ownerOf(from);
    for (const hop of resolution.hops) add(owner, ownerOf(hop));
    if (!resolution.ok) continue;
    const target = ownerOf(resolution.place);
    add(owner, target);
    // Who inherits from a schema with a discriminator may stand for it, and nothing names them.
    if (/\/allOf\/\d+$/.test(from.pointer) && hasDiscriminator(resolution.place))
      add(target, owner);
  }
  const used = new Set<string>();
  const open = [...(leads.get(undefined) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (used.has(id)) continue;
    used.add(id);
    open.push(...(leads.get(id) ?? []));
  }
  return used;
}

const hasDiscriminator = ({ value }: Place): boolean =>
  typeof value === 'object' && value !== null && 'discriminator' in value;
