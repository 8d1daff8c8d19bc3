import type { JsonObject } from './json.js';
import { isObject } from './json.js';

/** A property of the object itself, for names that every object inherits: `constructor`. */
export const ownProperty = (value: JsonObject, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** Whether a value is an object in which a property has a value: what tells alternatives apart. */
export const hasTag = (value: unknown, name: string, tag: unknown): boolean =>
  isObject(value) && (name in Object.prototype ? ownProperty(value, name) : value[name]) === tag;

/** The names of the properties that are there; one that is `undefined` is not. */
export const keysOf = (value: JsonObject): string[] =>
  Object.keys(value).filter((key) => value[key] !== undefined);

/** Whether every property fits; stops at the first that does not. */
export function everyProperty(
  value: JsonObject,
  fits: (item: unknown, key: string) => boolean,
): boolean {
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item !== undefined && !fits(item, key)) return false;
  }
  return true;
}
