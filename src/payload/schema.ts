import type { Place, Source } from '../load/source.js';
import { isObject } from '../spec/shape.js';
import { patternOf } from './pattern.js';
import type { Pattern } from './pattern.js';
import type { Test } from './run.js';

/** An object schema where it stands, and how to compile what is in it. */
export interface Schema {
  readonly place: Place;
  readonly value: Readonly<Record<string, unknown>>;
  /** The place of a keyword. */
  readonly rule: (...keys: readonly (string | number)[]) => Place;
  /** Compiles the schema at a keyword, an item of its list or an entry of its map. */
  readonly test: (...keys: readonly (string | number)[]) => Test;
  readonly has: (keyword: string) => boolean;
  /** Nothing for what is no regular expression. */
  readonly pattern: (pattern: string) => Pattern | undefined;
}

/** A keyword, when it has the type that it must have: another is a fault of the schema. */
export const numberOf = ({ value, has }: Schema, keyword: string): number | undefined => {
  const found = has(keyword) ? value[keyword] : undefined;
  return typeof found === 'number' ? found : undefined;
};

export const textOf = ({ value, has }: Schema, keyword: string): string | undefined => {
  const found = has(keyword) ? value[keyword] : undefined;
  return typeof found === 'string' ? found : undefined;
};

export const listOf = ({ value, has }: Schema, keyword: string): readonly unknown[] | undefined => {
  const found = has(keyword) ? value[keyword] : undefined;
  return Array.isArray(found) ? (found as readonly unknown[]) : undefined;
};

export const namesOf = (schema: Schema, keyword: string): readonly string[] => {
  const found = schema.has(keyword) ? schema.value[keyword] : undefined;
  return isObject(found) ? Object.keys(found) : [];
};

/** Whether a keyword has a value that can be a schema. */
export const hasSchema = ({ value, has }: Schema, keyword: string): boolean =>
  has(keyword) && isSchema(value[keyword]);

export const isSchema = (value: unknown): boolean => isObject(value) || typeof value === 'boolean';

/** A view of the object schema at a place. */
export function schemaAt(
  source: Source,
  place: Place,
  compile: (place: Place) => Test,
): Schema | undefined {
  const { value } = place;
  if (!isObject(value)) return undefined;
  const rule: Schema['rule'] = (...keys) =>
    keys.reduce<Place>((at, key) => source.child(at, key), place);
  return {
    place,
    value,
    rule,
    test: (...keys) => compile(rule(...keys)),
    has: (keyword) => Object.hasOwn(value, keyword),
    pattern: (pattern) => patternOf(source, pattern),
  };
}
