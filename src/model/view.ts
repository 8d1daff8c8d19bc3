import type { Place, Source } from '../load/source.js';
import { isObject, isReference } from '../spec/shape.js';
import { compareText } from './order.js';

/**
 * An object of the document as the specification means it: references can be followed, and traits
 * are merged. Readers are total: a field of the wrong type reads as missing.
 */
export class View {
  readonly #source: Source;
  /** Missing until somebody asks: most places are of no interest, and their pointers cost. */
  #place: Place | undefined;
  readonly #parent: View | undefined;
  readonly #key: string | number;
  /** What was merged into it, weakest first; the object itself comes last. */
  readonly #merged: readonly View[];
  readonly value: unknown;

  private constructor(
    source: Source,
    value: unknown,
    at: { place: Place } | { parent: View; key: string | number },
    merged: readonly View[] = [],
  ) {
    this.#source = source;
    this.value = value;
    this.#place = 'place' in at ? at.place : undefined;
    this.#parent = 'parent' in at ? at.parent : undefined;
    this.#key = 'key' in at ? at.key : '';
    this.#merged = merged;
  }

  /** The whole document. */
  static root(source: Source): View {
    return View.at(source, { file: source.root, pointer: '', value: source.root.value });
  }

  static at(source: Source, place: Place): View {
    return new View(source, place.value, { place });
  }

  /** Several objects as one; the last is the one whose place it has. */
  static #merge(layers: readonly View[]): View | undefined {
    const last = layers.at(-1);
    if (last === undefined || layers.length === 1) return last;
    return new View(last.#source, last.value, { place: last.place }, layers);
  }

  /** Where it stands; for an object with traits, where the object itself stands. */
  get place(): Place {
    if (this.#place !== undefined) return this.#place;
    const parent = this.#parent ?? this;
    this.#place = this.#source.child(parent.place, this.#key);
    return this.#place;
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
    return this.#merged.length > 0;
  }

  /** The object that a chain of references ends at; itself when it is none. */
  target(): View | undefined {
    if (this.isMerged || !this.isReference) return this;
    const resolution = this.#source.resolve(this.place);
    return resolution.ok ? View.at(this.#source, resolution.place) : undefined;
  }

  /** The places that a chain of references goes through, and its end: what it can be known by. */
  trail(): readonly Place[] {
    if (this.isMerged || !this.isReference) return [this.place];
    const { hops, ...resolution } = this.#source.resolve(this.place);
    return resolution.ok ? [...hops, resolution.place] : hops;
  }

  /** A field as it stands, references not followed. */
  field(key: string): View | undefined {
    if (this.isMerged) return this.#mergedField(key);
    const { value } = this;
    return isObject(value) && Object.hasOwn(value, key)
      ? new View(this.#source, value[key], { parent: this, key })
      : undefined;
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
    if (!this.isMerged) return isObject(this.value) ? Object.keys(this.value).sort() : [];
    return [...new Set(this.#merged.flatMap((layer) => layer.keys()))].sort();
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
    if (!Array.isArray(this.value)) return [];
    return this.value.map(
      (item: unknown, key) => new View(this.#source, item, { parent: this, key }),
    );
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
    const value = this.valueAt(key);
    return typeof value === 'string' ? value : undefined;
  }

  flag(key: string): boolean | undefined {
    const value = this.valueAt(key);
    return typeof value === 'boolean' ? value : undefined;
  }

  texts(key: string): string[] | undefined {
    const value = this.valueAt(key);
    if (!Array.isArray(value)) return undefined;
    return value.filter((item) => typeof item === 'string');
  }

  /** The value of a field as it stands, without a view of it. */
  valueAt(key: string): unknown {
    if (this.isMerged) return this.#mergedField(key)?.value;
    const { value } = this;
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }

  /** The value with traits merged, as plain data with sorted keys; references inside stay. */
  data(): unknown {
    if (!this.isMerged) return sortedData(this.value);
    return record(this.entries().map(([key, view]) => [key, view.data()]));
  }

  /**
   * The object with its traits applied: JSON Merge Patch (RFC 7386) in the order of the list, the
   * object itself last, so that it wins.
   * https://www.asyncapi.com/docs/reference/specification/v3.1.0#traits-merge-mechanism
   */
  withTraits(): View {
    const traits = this.list('traits').flatMap((trait) => trait.target() ?? []);
    return View.#merge([...traits.filter(({ isObject }) => isObject), this]) ?? this;
  }

  /** Objects merge field by field, anything else replaces what is below, `null` removes it. */
  #mergedField(key: string): View | undefined {
    let layers: readonly View[] = [];
    for (const layer of this.#merged) {
      const child = layer.field(key);
      if (child !== undefined) layers = patch(layers, child);
    }
    return View.#merge(layers);
  }
}

/** References count as what they lead to, but only where there is something to merge. */
function patch(layers: readonly View[], child: View): readonly View[] {
  if (layers.length === 0) return [child];
  if (child.value === null) return [];
  const all = [...layers, child];
  const targets = all.flatMap((view) => view.target() ?? []);
  const merge = targets.length === all.length && targets.every((view) => view.isObject);
  return merge ? targets : [child];
}

/** An object with these fields as its own, whatever they are called: `__proto__`, `constructor`. */
export function record<Value>(
  entries: Iterable<readonly [string, Value]>,
): Readonly<Record<string, Value>> {
  // Object.fromEntries defines own properties, so `__proto__` is a name like any other.
  return Object.fromEntries(entries);
}

/** Sets an own property, whatever it is called. */
export function put<Value>(target: Record<string, Value>, key: string, value: Value): void {
  if (key !== '__proto__') target[key] = value;
  else
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

/** What was sorted already: an alias of YAML stands for one object in many places. */
const sorted = new WeakMap<object, unknown>();

/** The same data with the keys of every object sorted. */
function sortedData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = sorted.get(value);
  if (known !== undefined) return known;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  const copy = Array.isArray(value)
    ? value.map(sortedData)
    : record(entries.map(([key, item]) => [key, sortedData(item)] as const));
  sorted.set(value, copy);
  return copy;
}
