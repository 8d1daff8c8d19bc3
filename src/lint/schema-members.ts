import type { View } from '../model/view.js';

const maps = ['properties', 'patternProperties', 'definitions'];
const lists = ['allOf', 'anyOf', 'oneOf'];
const single = [
  'items',
  'additionalItems',
  'additionalProperties',
  'contains',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
];

/** The schemas directly inside of one, references followed (draft-07). */
export function memberSchemas(schema: View): readonly View[] {
  const found = [
    ...maps.flatMap((key) => schema.map(key).map(([, view]) => view)),
    ...lists.flatMap((key) => schema.list(key)),
    ...single.flatMap((key) => schema.field(key) ?? []),
    ...schema.list('items'),
  ];
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
