import type { Place, Source } from '../load/source.js';
import { isObject } from '../spec/shape.js';
import { patternOf } from './pattern.js';

/**
 * Whether values of a schema have something at a path: `declared`, it is described; `possible`,
 * nothing is said; `impossible`, no value can have it.
 */
export type Membership = 'declared' | 'possible' | 'impossible';

/** Where a path into the values of a schema ends. */
export interface Member {
  readonly is: Membership;
  /** The key that is not described, and those that are beside it. */
  readonly key?: string;
  readonly beside?: readonly string[];
}

/** How often one path may enter a schema: schemas may contain themselves. */
const MAX_VISITS = 1000;

/** Follows a path of keys into the values that a schema describes. */
export function memberOf(source: Source, schema: Place, path: readonly string[]): Member {
  return new Finder(source).find(schema, path);
}

class Finder {
  readonly #source: Source;
  /** Schemas that are being asked about the same value. */
  #open = new Set<unknown>();
  #visits = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  find(place: Place, path: readonly string[]): Member {
    const resolution = this.#source.resolve(place);
    const value = resolution.ok ? resolution.place.value : true;
    if (value === false) return { is: 'impossible' };
    const [key, ...rest] = path;
    if (key === undefined) return { is: 'declared' };
    if (!resolution.ok || !isObject(value) || this.#open.has(value) || ++this.#visits > MAX_VISITS)
      return { is: 'possible' };
    this.#open.add(value);
    const found = this.#inObject(resolution.place, value, [key, ...rest]);
    this.#open.delete(value);
    return found;
  }

  #inObject(
    place: Place,
    schema: Readonly<Record<string, unknown>>,
    path: readonly [string, ...string[]],
  ): Member {
    const own = this.#own(place, schema, path);
    const parts = this.#parts(place, schema).map((part) => this.find(part, path));
    return (
      [own, ...parts].find(({ is }) => is === 'declared') ??
      (own.is === 'impossible' ? own : undefined) ??
      withNames([own, ...parts])
    );
  }

  /** What the keywords of the schema itself say of its first key. */
  #own(
    place: Place,
    schema: Readonly<Record<string, unknown>>,
    [key, ...rest]: readonly [string, ...string[]],
  ): Member {
    if (!mayContain(schema['type'])) return { is: 'impossible', key };
    const item = /^\d+$/.test(key) ? this.#child(place, 'items') : undefined;
    const named = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
    const below = named.includes(key) ? this.#child(place, 'properties', key) : item;
    if (below !== undefined && !Array.isArray(below.value)) {
      const outside = this.#open;
      this.#open = new Set();
      const found = this.find(below, rest);
      this.#open = outside;
      return found;
    }
    if (item !== undefined || this.#matchesPattern(schema, key)) return { is: 'declared' };
    const { additionalProperties } = schema;
    if (isObject(additionalProperties)) return { is: 'declared' };
    return { is: additionalProperties === false ? 'impossible' : 'possible', key, beside: named };
  }

  /** What nobody can wait for may match. */
  #matchesPattern(schema: Readonly<Record<string, unknown>>, key: string): boolean {
    const patterns = schema['patternProperties'];
    return (
      isObject(patterns) &&
      Object.keys(patterns).some((text) => {
        const pattern = patternOf(this.#source, text);
        return pattern !== undefined && pattern(key) !== false;
      })
    );
  }

  /** The schemas that apply to the same value. */
  #parts(place: Place, schema: Readonly<Record<string, unknown>>): readonly Place[] {
    const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
      const list = schema[keyword];
      return Array.isArray(list)
        ? list.flatMap((_, index) => this.#child(place, keyword, index) ?? [])
        : [];
    });
    const single = ['then', 'else'].flatMap((keyword) => this.#child(place, keyword) ?? []);
    return [...lists, ...single];
  }

  #child(place: Place, ...keys: readonly (string | number)[]): Place | undefined {
    const child = keys.reduce<Place>((at, key) => this.#source.child(at, key), place);
    return child.value === undefined ? undefined : child;
  }
}

const mayContain = (type: unknown): boolean => {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return type === undefined || types.includes('object') || types.includes('array');
};

/** Nothing declares it: the names that are there are of use to say what was meant. */
function withNames(members: readonly Member[]): Member {
  const beside = [...new Set(members.flatMap((member) => member.beside ?? []))];
  const key = members.find((member) => member.key !== undefined)?.key;
  return { is: 'possible', ...(key === undefined ? {} : { key }), beside };
}
