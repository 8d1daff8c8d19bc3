import type { View } from '../model/view.js';

type Read = (field: View) => readonly View[];

const inMap: Read = (field) =>
  field
    .target()
    ?.entries()
    .map(([, view]) => view) ?? [];
const inList: Read = (field) => field.target()?.items() ?? [];
const itself: Read = (field) => [field];

/** The keywords that hold schemas (draft-07), and how. */
const keywords: ReadonlyMap<string, Read> = new Map([
  ...['properties', 'patternProperties', 'definitions'].map((key) => [key, inMap] as const),
  ...['allOf', 'anyOf', 'oneOf'].map((key) => [key, inList] as const),
  ...['additionalItems', 'additionalProperties', 'contains', 'propertyNames', 'not'].map(
    (key) => [key, itself] as const,
  ),
  ...['if', 'then', 'else'].map((key) => [key, itself] as const),
  ['items', (field) => [field, ...field.items()]],
]);

/** The schemas directly inside of one, references followed. */
export function memberSchemas(schema: View): readonly View[] {
  const found = schema.keys().flatMap((key) => {
    const read = keywords.get(key);
    const field = read === undefined ? undefined : schema.field(key);
    return field === undefined ? [] : (read?.(field) ?? []);
  });
  return found.flatMap((view) => view.target() ?? []).filter((view) => view.isObject);
}

/** A schema with all that `allOf` adds to it. */
export function parts(schema: View, seen = new Set<unknown>()): readonly View[] {
  if (seen.has(schema.value)) return [];
  seen.add(schema.value);
  const added = schema.list('allOf').flatMap((item) => item.target() ?? []);
  return [schema, ...added.flatMap((item) => parts(item, seen))];
}

/** The properties of a schema, those of its `allOf` too; references are not followed. */
export const propertiesOf = (schema: View): ReadonlyMap<string, View> =>
  new Map(parts(schema).flatMap((part) => part.map('properties')));
