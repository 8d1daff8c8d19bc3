import type { JsonSchemaObject } from '../../model/model.js';

/** Longer values are left out of comments. */
const MAX_DEFAULT = 120;

/** What a schema demands and TypeScript cannot say, as short sentences. */
export function facts(schema: JsonSchemaObject): string[] {
  return [
    ...(schema.format === undefined ? [] : [`Format: ${schema.format}.`]),
    ...(isInteger(schema) ? ['An integer.'] : []),
    ...bounds(schema),
    ...(schema.multipleOf === undefined ? [] : [`A multiple of ${schema.multipleOf}.`]),
    ...counted('character', schema.minLength, schema.maxLength),
    ...(schema.pattern === undefined ? [] : [`Pattern: \`${schema.pattern}\`.`]),
    ...(schema.contentEncoding === undefined ? [] : [`Encoding: ${schema.contentEncoding}.`]),
    ...(schema.contentMediaType === undefined ? [] : [`Holds ${schema.contentMediaType}.`]),
    ...counted('item', schema.minItems, schema.maxItems),
    ...(schema.uniqueItems === true ? ['No item twice.'] : []),
    ...counted('entry', schema.minProperties, schema.maxProperties),
  ];
}

/** The block tags of a schema's doc comment. */
export function tags(schema: JsonSchemaObject): string[] {
  const value = schema.default === undefined ? '' : JSON.stringify(schema.default);
  return [
    ...(value === '' || value.length > MAX_DEFAULT ? [] : [`@default ${value}`]),
    ...(schema.deprecated === true ? ['@deprecated'] : []),
  ];
}

const isInteger = ({ type, format }: JsonSchemaObject): boolean =>
  (type === 'integer' || (Array.isArray(type) && type.includes('integer'))) && format === undefined;

function bounds(schema: JsonSchemaObject): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return [`From ${minimum} to ${maximum}.`];
  return [
    ...(minimum === undefined ? [] : [`At least ${minimum}.`]),
    ...(exclusiveMinimum === undefined ? [] : [`More than ${exclusiveMinimum}.`]),
    ...(maximum === undefined ? [] : [`At most ${maximum}.`]),
    ...(exclusiveMaximum === undefined ? [] : [`Less than ${exclusiveMaximum}.`]),
  ];
}

function counted(noun: string, least: number | undefined, most: number | undefined): string[] {
  if (least === undefined && most === undefined) return [];
  const many = noun === 'entry' ? 'entries' : `${noun}s`;
  const count = (number: number): string => `${number} ${number === 1 ? noun : many}`;
  if (most === undefined) return least === 0 ? [] : [`At least ${count(least ?? 0)}.`];
  if (least === undefined || least === 0) return [`At most ${count(most)}.`];
  return least === most ? [`Exactly ${count(most)}.`] : [`${least} to ${count(most)}.`];
}
