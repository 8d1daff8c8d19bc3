import { placeId } from '../load/source.js';
import type { Place, Source } from '../load/source.js';
import { isObject } from '../spec/shape.js';

/** Which schemas inside of a schema count: those that always hold, or also those that may. */
export type Reach = 'always' | 'perhaps';

const ALWAYS = ['allOf'] as const;
const PERHAPS = ['allOf', 'anyOf', 'oneOf'] as const;
const CONDITIONAL = ['if', 'then', 'else'] as const;

/** A schema, and the schemas that are applied to the same value: by `$ref`, `allOf` and the like. */
export function applied(source: Source, start: Place, reach: Reach): Place[] {
  const found: Place[] = [];
  const seen = new Set<string>();
  const queue = [start];
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    const resolution = source.resolve(place);
    if (!resolution.ok || !isObject(resolution.place.value)) continue;
    const at = resolution.place;
    if (seen.has(placeId(at))) continue;
    seen.add(placeId(at));
    found.push(at);
    queue.push(...inside(source, at, reach).reverse());
  }
  return found;
}

function inside(source: Source, place: Place, reach: Reach): Place[] {
  const lists = reach === 'always' ? ALWAYS : PERHAPS;
  const places = lists.flatMap((keyword) => {
    const list = source.child(place, keyword);
    return Array.isArray(list.value) ? list.value.map((_, index) => source.child(list, index)) : [];
  });
  if (reach === 'always') return places;
  const conditional = CONDITIONAL.map((keyword) => source.child(place, keyword));
  return [...places, ...conditional.filter(({ value }) => value !== undefined)];
}

/** The schemas of the properties that a schema names, by name. */
export function namedProperties(
  source: Source,
  place: Place,
  reach: Reach,
): ReadonlyMap<string, readonly Place[]> {
  const named = new Map<string, Place[]>();
  for (const schema of applied(source, place, reach)) {
    const properties = source.child(schema, 'properties');
    if (!isObject(properties.value)) continue;
    for (const name of Object.keys(properties.value))
      named.set(name, [...(named.get(name) ?? []), source.child(properties, name)]);
  }
  return named;
}

/** The only value that a schema allows, by `const` or an `enum` of one; undefined when there are more. */
export function constantOf(source: Source, schemas: readonly Place[]): unknown {
  for (const schema of schemas.flatMap((each) => applied(source, each, 'always'))) {
    const fixed = source.child(schema, 'const').value;
    if (fixed !== undefined) return fixed;
    const values = source.child(schema, 'enum').value;
    if (Array.isArray(values) && values.length === 1) return values[0] as unknown;
  }
  return undefined;
}

/** The properties that an object must have, by the schemas that always hold. */
export const requiredNames = (source: Source, place: Place): readonly string[] =>
  applied(source, place, 'always').flatMap((schema) => {
    const names = source.child(schema, 'required').value;
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  });
