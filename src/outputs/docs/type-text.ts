import type { JsonSchema, JsonSchemaObject, Schema } from '../../model/model.js';
import { code, plain } from './markdown.js';

/** Finds the schema that a `$ref` names. */
export type SchemaOf = (id: string) => Schema;

/** What a value may be, in a few words for a cell: `string (uuid)`, `list of [Pet](schemas.md#pet)`. */
export function typeText(schema: JsonSchema, schemaOf: SchemaOf): string {
  if (typeof schema === 'boolean') return schema ? 'anything' : 'nothing';
  if (schema.$ref !== undefined) return link(schemaOf(schema.$ref));
  if ('const' in schema) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined)
    return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches !== undefined) return join(branches, ' or ', schemaOf);
  if (schema.type === undefined && schema.allOf !== undefined)
    return join(schema.allOf, ' and ', schemaOf);
  return typeWords(schema, schemaOf);
}

function typeWords(schema: JsonSchemaObject, schemaOf: SchemaOf): string {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const nullable = schema.nullable === true ? ['null'] : [];
  const words = [...types, ...nullable].map((type) => typeWord(type, schema, schemaOf));
  if (words.length > 0) return words.join(' or ');
  return schema.properties === undefined ? 'anything' : 'object';
}

const join = (schemas: readonly JsonSchema[], word: string, schemaOf: SchemaOf): string =>
  schemas.map((schema) => typeText(schema, schemaOf)).join(word);

/** A link to the schema's own section. */
export const link = ({ names }: Schema): string =>
  `[${plain(names.type)}](schemas.md#${names.type.toLowerCase()})`;

function typeWord(type: string, schema: JsonSchemaObject, schemaOf: SchemaOf): string {
  if (type === 'array') return listText(schema, schemaOf);
  const values = schema.additionalProperties;
  if (type === 'object' && schema.properties === undefined && typeof values === 'object') {
    return `map of ${typeText(values, schemaOf)}`;
  }
  return schema.format === undefined ? plain(type) : `${plain(type)} (${plain(schema.format)})`;
}

function listText({ items }: JsonSchemaObject, schemaOf: SchemaOf): string {
  if (items === undefined) return 'list';
  if (isTuple(items)) return `tuple of ${join(items, ', ', schemaOf)}`;
  return `list of ${typeText(items, schemaOf)}`;
}

const isTuple = (items: JsonSchema | readonly JsonSchema[]): items is readonly JsonSchema[] =>
  Array.isArray(items);

/** Keywords that narrow a value, in the words of the table, in a fixed order. */
const LIMITS: readonly (readonly [keyof JsonSchemaObject, string])[] = [
  ['minimum', '≥'],
  ['exclusiveMinimum', '>'],
  ['maximum', '≤'],
  ['exclusiveMaximum', '<'],
  ['multipleOf', 'multiple of'],
  ['minLength', 'length ≥'],
  ['maxLength', 'length ≤'],
  ['pattern', 'matches'],
  ['minItems', 'items ≥'],
  ['maxItems', 'items ≤'],
  ['uniqueItems', 'unique items'],
  ['minProperties', 'properties ≥'],
  ['maxProperties', 'properties ≤'],
  ['default', 'default'],
];

/** What narrows a value beyond its type, for a cell. */
export function constraintText(schema: JsonSchema): string {
  if (typeof schema === 'boolean') return '';
  const limits = LIMITS.flatMap(([keyword, words]) => {
    const value = schema[keyword];
    if (value === undefined || value === false) return [];
    return value === true && keyword === 'uniqueItems'
      ? [words]
      : [`${plain(words)} ${code(typeof value === 'string' ? value : JSON.stringify(value))}`];
  });
  const closed = schema.additionalProperties === false ? ['nothing else'] : [];
  const access = [
    ...(schema.readOnly === true ? ['read only'] : []),
    ...(schema.writeOnly === true ? ['write only'] : []),
  ];
  const deprecated = schema.deprecated === true ? ['deprecated'] : [];
  return [...limits, ...closed, ...access, ...deprecated].join(', ');
}
