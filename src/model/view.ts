import { escapeSegment } from '../load/source.js';
import type { Place, Source } from '../load/source.js';
import { isObject, isReference } from '../spec/shape.js';

/**
 * An object of the document as the specification means it: references can be followed, and traits
 * are merged. Readers are total: a field of the wrong type reads as missing.
 */
export class View {
  readonly #source: Source;
  /** What the object is made of, weakest first. Usually one place. */
  readonly #layers: readonly [Place, ...Place[]];

  constructor(source: Source, first: Place, ...others: Place[]) {
    this.#source = source;
    this.#layers = [first, ...others];
  }

  /** The whole document. */
  static root(source: Source): View {
    return new View(source, { file: source.root, pointer: '', value: source.root.value });
  }

  /** Where it stands; for an object with traits, where the object itself stands. */
  get place(): Place {
    return this.#layers.at(-1) ?? this.#layers[0];
  }

  get value(): unknown {
    return this.place.value;
  }

  get isObject(): boolean {
    return isObject(this.value);
  }

  get isReference(): boolean {
    return isReference(this.value);
  }

  get source(): Source {
    return this.#source;
  }

  /** Whether it is made of several objects, so that it stands at no single place. */
  get isMerged(): boolean {
    return this.#layers.length > 1;
  }

  /** The object that a chain of references ends at; itself when it is none. */
  target(): View | undefined {
    if (this.isMerged || !this.isReference) return this;
    const resolution = this.#source.resolve(this.place);
    return resolution.ok ? new View(this.#source, resolution.place) : undefined;
  }

  /** The places that a chain of references goes through, and its end: what it can be known by. */
  trail(): readonly Place[] {
    if (this.isMerged || !this.isReference) return [this.place];
    const { hops, ...resolution } = this.#source.resolve(this.place);
    return resolution.ok ? [...hops, resolution.place] : hops;
  }

  /** A field as it stands, references not followed. */
  field(key: string): View | undefined {
    const [only] = this.#layers;
    if (!this.isMerged) return hasOwn(only.value, key) ? this.#child(only, key) : undefined;
    return this.#mergedField(key);
  }

  /** One step of a JSON Pointer: a field, or an item of a list. */
  step(segment: string): View | undefined {
    if (Array.isArray(this.value)) return this.items()[Number(segment)];
    return this.field(segment);
  }

  /** A field with its references followed. */
  follow(key: string): View | undefined {
    return this.field(key)?.target();
  }

  /** The names of its fields, sorted. */
  keys(): string[] {
    const names = new Set<string>();
    for (const { value } of this.#layers) {
      if (isObject(value)) for (const key of Object.keys(value)) names.add(key);
    }
    return [...names].sort();
  }

  /** Its fields, sorted by name, references not followed. */
  entries(): [key: string, view: View][] {
    return this.keys().flatMap((key) => {
      const field = this.field(key);
      return field === undefined ? [] : [[key, field] as [string, View]];
    });
  }

  /** The items of a list. */
  items(): View[] {
    const place = this.place;
    if (!Array.isArray(place.value)) return [];
    return place.value.map((_item, index) => this.#child(place, index));
  }

  /** The fields of a map in a field, references not followed; none when it is missing. */
  map(key: string): [key: string, view: View][] {
    const view = this.follow(key);
    return view?.isObject === true ? view.entries() : [];
  }

  /** The items of a list in a field. */
  list(key: string): View[] {
    return this.follow(key)?.items() ?? [];
  }

  text(key: string): string | undefined {
    const value = this.field(key)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  flag(key: string): boolean | undefined {
    const value = this.field(key)?.value;
    return typeof value === 'boolean' ? value : undefined;
  }

  texts(key: string): string[] | undefined {
    const value = this.field(key)?.value;
    if (!Array.isArray(value)) return undefined;
    return value.filter((item) => typeof item === 'string');
  }

  /** The value with traits merged, as plain data; references inside stay as they are. */
  data(): unknown {
    if (!this.isMerged) return this.value;
    return record(this.entries().map(([key, view]) => [key, view.data()]));
  }

  /**
   * The object with its traits applied: JSON Merge Patch (RFC 7386) in the order of the list, the
   * object itself last, so that it wins.
   * https://www.asyncapi.com/docs/reference/specification/v3.1.0#traits-merge-mechanism
   */
  withTraits(): View {
    const traits = this.list('traits').flatMap((trait) => {
      const place = trait.target()?.place;
      return isObject(place?.value) ? [place] : [];
    });
    const [first, ...others] = [...traits, this.place];
    return new View(this.#source, first ?? this.place, ...others);
  }

  #child(place: Place, key: string | number): View {
    return new View(this.#source, this.#source.child(place, key));
  }

  /** Objects merge field by field, anything else replaces what is below, `null` removes it. */
  #mergedField(key: string): View | undefined {
    let layers: readonly Place[] = [];
    for (const layer of this.#layers) {
      if (hasOwn(layer.value, key)) layers = this.#patch(layers, this.#child(layer, key));
    }
    const [first, ...others] = layers;
    return first === undefined ? undefined : new View(this.#source, first, ...others);
  }

  /** References count as what they lead to, but only where there is something to merge. */
  #patch(layers: readonly Place[], child: View): readonly Place[] {
    if (layers.length === 0) return [child.place];
    if (child.value === null) return [];
    const all = [...layers.map((place) => new View(this.#source, place)), child];
    const targets = all.flatMap((view) => view.target()?.place ?? []);
    const merge = targets.length === all.length && targets.every(({ value }) => isObject(value));
    return merge ? targets : [child.place];
  }
}

const hasOwn = (value: unknown, key: string): boolean =>
  isObject(value) && Object.hasOwn(value, key);

/** An object with these fields as its own, whatever they are called: `__proto__`, `constructor`. */
export function record<Value>(
  entries: Iterable<readonly [string, Value]>,
): Readonly<Record<string, Value>> {
  // Object.fromEntries defines own properties, so `__proto__` is a name like any other.
  return Object.fromEntries(entries);
}

/** The pointer of a child. */
export const below = (pointer: string, key: string): string => `${pointer}/${escapeSegment(key)}`;
