import { placeId } from '../load/source.js';
import type { Place, Source } from '../load/source.js';
import { isObject, isReference } from '../spec/shape.js';
import type { Followed } from './rule.js';

/** The entries of a map, as places and as the places that they lead to. */
export interface Entries {
  /** Ids of the entries themselves, `#/channels/x/messages/y`. */
  readonly own: ReadonlySet<string>;
  /** The entry that leads to a place, by the place's id. */
  readonly byTarget: ReadonlyMap<string, Place>;
}

/**
 * How a reference belongs to a map: `through` an entry, as the specification asks; `around` it, to
 * the same object but by another way; or not at all.
 */
export type Membership = 'through' | 'around' | 'outside';

const noEntries: Entries = { own: new Set(), byTarget: new Map() };

/** Knows the entries of maps of references by identity; each map is read once. */
export class Links {
  readonly #source: Source;
  readonly #known = new Map<unknown, Entries>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** The entries of the map at `key` of a place; nothing if what stands there is no map: a fault. */
  entries(parent: Place, key: string): Entries | undefined {
    if (!isObject(parent.value) || !Object.hasOwn(parent.value, key)) return noEntries;
    const map = parent.value[key];
    if (!isObject(map) || isReference(map)) return undefined;
    const known = this.#known.get(map);
    if (known !== undefined) return known;
    const entries = this.#read(this.#children(this.#source.child(parent, key)));
    this.#known.set(map, entries);
    return entries;
  }

  #children(map: Place): readonly Place[] {
    return isObject(map.value)
      ? Object.keys(map.value).map((key) => this.#source.child(map, key))
      : [];
  }

  #read(places: readonly Place[]): Entries {
    const byTarget = new Map<string, Place>();
    for (const place of places) {
      const resolution = this.#source.resolve(place);
      if (resolution.ok) byTarget.set(placeId(resolution.place), place);
    }
    return { own: new Set(places.map(placeId)), byTarget };
  }
}

/** How what was followed belongs to the entries of a map. */
export function membership({ place, resolution }: Followed, entries: Entries): Membership {
  const chain = [...resolution.hops, place].map(placeId);
  if (chain.some((id) => entries.own.has(id))) return 'through';
  return entries.byTarget.has(placeId(place)) ? 'around' : 'outside';
}
