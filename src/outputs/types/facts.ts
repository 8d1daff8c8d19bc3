import type { JsonSchemaObject } from '../../model/model.js';

/** Longer values are left out of comments. */
const MAX_DEFAULT = 120;

/** What a schema demands and TypeScript cannot say, as short sentences. */
export function facts(schema: JsonSchemaObject): string[] {
  if (schema.enum !== undefined || schema.const !== undefined || !isTelling(schema)) return [];
  return [
    ...(schema.format === undefined ? [] : [`Format: ${schema.format}.`]),
    ...range(schema),
    ...(schema.multipleOf === undefined ? [] : [`A multiple of ${schema.multipleOf}.`]),
    ...counted('character', schema.minLength, schema.maxLength),
    ...(schema.pattern === undefined ? [] : [`Pattern: \`${schema.pattern}\`.`]),
    ...(schema.contentEncoding === undefined ? [] : [`Encoding: ${schema.contentEncoding}.`]),
    ...(schema.contentMediaType === undefined ? [] : [`Holds ${schema.contentMediaType}.`]),
    // A tuple's type tells how many items there are.
    ...(Array.isArray(schema.items) ? [] : counted('item', schema.minItems, schema.maxItems)),
    ...(schema.uniqueItems === true ? ['No item twice.'] : []),
    ...counted('entry', schema.minProperties, schema.maxProperties),
  ];
}

/** Whether a keyword is there that the sentences speak of; in many schemas there is none. */
function isTelling(schema: JsonSchemaObject): boolean {
  if (schema.type === 'integer') return true;
  for (const keyword in schema) if (TELLING.has(keyword)) return true;
  return false;
}

const TELLING: ReadonlySet<string> = new Set<keyof JsonSchemaObject>([
  ...(['format', 'multipleOf', 'pattern', 'contentEncoding', 'contentMediaType'] as const),
  ...(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const),
  ...(['minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'] as const),
  ...(['minProperties', 'maxProperties'] as const),
]);

const oneLine = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) =>
    char === '\u2028' ? '\\u2028' : '\\u2029',
  );

/** The block tags of a schema's doc comment. */
export function tags(schema: JsonSchemaObject, deprecated = schema.deprecated === true): string[] {
  if (schema.default === undefined && !deprecated) return [];
  const value = schema.default === undefined ? '' : oneLine(schema.default);
  return [
    ...(value === '' || value.length > MAX_DEFAULT ? [] : [`@default ${value}`]),
    ...(deprecated ? ['@deprecated'] : []),
  ];
}

/** `An integer from 1 to 99.`, `At least 0.`: of an integer with a format, the format says so. */
function range(schema: JsonSchemaObject): string[] {
  const phrase = bounds(schema).join(' and ');
  if (schema.type === 'integer' && schema.format === undefined) {
    return [`An integer${phrase === '' ? '' : ` ${phrase}`}.`];
  }
  return phrase === '' ? [] : [`${capital(phrase.replace(/^of /, ''))}.`];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function bounds(schema: JsonSchemaObject): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return [`from ${minimum} to ${maximum}`];
  return [
    ...(minimum === undefined ? [] : [`of at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`greater than ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`of at most ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`less than ${exclusiveMaximum}`]),
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
