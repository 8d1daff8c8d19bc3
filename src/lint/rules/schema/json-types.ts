import type { View } from '../../../model/view.js';

/** The JSON type of a value, as `type` names it. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** The types that a schema allows; undefined when it does not say. */
export function typesOf(schema: View): readonly string[] | undefined {
  const type = schema.text('type');
  const all = type === undefined ? schema.texts('type') : [type];
  if (all === undefined) return undefined;
  return schema.flag('nullable') === true ? [...all, 'null'] : all;
}

/** Whether a value is of one of the types. */
export const hasJsonType = (value: unknown, types: readonly string[]): boolean =>
  types.includes(jsonType(value)) || (types.includes('integer') && Number.isInteger(value));

/** Whether a schema only adds to, or chooses for, the one that it stands in. */
export const isPartOfAnother = (schema: View): boolean =>
  /\/(?:(?:allOf|anyOf|oneOf)\/\d+|not|if|then|else|contains|propertyNames)$/.test(
    schema.place.pointer,
  );

/** A value in a message, short. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};
