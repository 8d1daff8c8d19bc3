import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { code, plain } from './markdown.js';
import { areMany, valueText, valuesText } from './value-text.js';

/** Makes a link to where the schema of a `$ref` is spelled out. */
export type SchemaLink = (id: string) => string;

/** What a value may be, in a few words for a cell: `string (uuid)`, `list of [Pet](schemas.md#pet)`. */
export function typeText(schema: JsonSchema, schemaLink: SchemaLink): string {
  if (typeof schema === 'boolean') return schema ? 'anything' : 'nothing';
  if (schema.$ref !== undefined) return schemaLink(schema.$ref);
  if (isPlain(schema)) return typeWord(schema.type, schema, schemaLink);
  const words = [ownText(schema, schemaLink), ...combined(schema, schemaLink)].filter(Boolean);
  const text = (words.length > 1 ? words.map(grouped) : words).join(' and ') || 'anything';
  return schema.nullable === true ? `${grouped(text)} or null` : text;
}

/** Whether one `type` is all that tells what a value may be. */
const isPlain = (schema: JsonSchemaObject): schema is JsonSchemaObject & { type: string } =>
  typeof schema.type === 'string' &&
  schema.enum === undefined &&
  schema.not === undefined &&
  schema.nullable !== true &&
  !combines(schema) &&
  !('const' in schema);

/** What the schema says by itself, apart from what it combines. */
function ownText(schema: JsonSchemaObject, schemaLink: SchemaLink): string {
  if ('const' in schema) return valueText(schema.const);
  if (schema.enum !== undefined) return enumText(schema.enum);
  const types = schema.type === undefined ? implied(schema) : [schema.type].flat();
  const bare = schema.properties === undefined && combines(schema) && types.join() === 'object';
  return bare ? '' : types.map((type) => typeWord(type, schema, schemaLink)).join(' or ');
}

const enumText = (values: readonly unknown[]): string =>
  areMany(values) ? `one of ${String(values.length)} values` : valuesText(values);

const implied = (schema: JsonSchemaObject): string[] => {
  if (schema.properties !== undefined || schema.additionalProperties !== undefined)
    return ['object'];
  return schema.items === undefined ? [] : ['array'];
};

const combines = ({ allOf, anyOf, oneOf }: JsonSchemaObject): boolean =>
  (allOf ?? anyOf ?? oneOf) !== undefined;

function combined(schema: JsonSchemaObject, schemaLink: SchemaLink): string[] {
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  return [
    ...allOf.map((part) => grouped(typeText(part, schemaLink))),
    choice(oneOf, schemaLink),
    choice(anyOf, schemaLink),
    not === undefined ? '' : `not ${grouped(typeText(not, schemaLink))}`,
  ];
}

const choice = (branches: readonly JsonSchema[], schemaLink: SchemaLink): string =>
  branches.map((branch, at) => branchText(branch, at, schemaLink)).join(' or ');

/** A branch; an object spelled out below is called by its title or its number. */
const branchText = (branch: JsonSchema, at: number, schemaLink: SchemaLink): string =>
  isObjectBranch(branch)
    ? `object ${branchName(branch, at)}`
    : grouped(typeText(branch, schemaLink));

/** Whether rows of a table spell a branch out. */
export const isObjectBranch = (branch: JsonSchema): branch is JsonSchemaObject =>
  typeof branch === 'object' && branch.$ref === undefined && branch.properties !== undefined;

/** How the rows of a branch are told from those of the others. */
export const branchName = ({ title }: JsonSchemaObject, at: number): string =>
  code(title ?? String(at + 1));

/** In brackets where a text has several parts. */
const grouped = (text: string): string => (/ (?:or|and) |, /.test(text) ? `(${text})` : text);

function typeWord(type: string, schema: JsonSchemaObject, schemaLink: SchemaLink): string {
  if (type === 'array') return listText(schema, schemaLink);
  if (type === 'object') return objectText(schema, schemaLink);
  const { format } = schema;
  return format === undefined || type === 'null'
    ? plain(type)
    : `${plain(type)} (${plain(format)})`;
}

function objectText(schema: JsonSchemaObject, schemaLink: SchemaLink): string {
  const values = schema.additionalProperties;
  return schema.properties === undefined && typeof values === 'object'
    ? `map of ${grouped(typeText(values, schemaLink))}`
    : 'object';
}

function listText({ items }: JsonSchemaObject, schemaLink: SchemaLink): string {
  if (items === undefined) return 'list';
  if (isTuple(items)) {
    return `tuple of ${items.map((item) => grouped(typeText(item, schemaLink))).join(', ')}`;
  }
  return `list of ${grouped(typeText(items, schemaLink))}`;
}

/** Whether `items` has a schema for each place. */
export const isTuple = (
  items: JsonSchema | readonly JsonSchema[],
): items is readonly JsonSchema[] => Array.isArray(items);
