import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { code, plain, table } from './markdown.js';
import { constraintText, typeText } from './type-text.js';
import type { SchemaOf } from './type-text.js';

type Row = readonly [name: string, type: string, required: string, limits: string, about: string];

/** How deep nested objects are spelled out; below that their type says `object`. */
const DEPTH = 8;

/** A table of everything that a value has: nested objects as `owner.name`, lists as `tags[]`. */
export function propertyTable(schema: JsonSchema, schemaOf: SchemaOf): string[] {
  const rows = nested(schema, '', schemaOf, 0);
  if (rows.length > 0)
    return table(['property', 'type', 'required', 'limits', 'description'], rows);
  const about = typeof schema === 'object' ? (schema.description ?? schema.title ?? '') : '';
  const row = [typeText(schema, schemaOf), constraintText(schema), plain(about)];
  return table(['type', 'limits', 'description'], [row]);
}

/** The rows of an object's properties, of what is nested in them, and of the parts of an `allOf`. */
function nested(schema: JsonSchema, path: string, schemaOf: SchemaOf, depth: number): Row[] {
  if (typeof schema === 'boolean' || schema.$ref !== undefined || depth > DEPTH) return [];
  const required = new Set(schema.required ?? []);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return [
      rowOf(place, property, required.has(name), schemaOf),
      ...nested(property, place, schemaOf, depth + 1),
    ];
  });
  const parts = (schema.allOf ?? []).flatMap((part) => nested(part, path, schemaOf, depth + 1));
  return [...own, ...parts, ...elements(schema, path, schemaOf, depth)];
}

function elements(
  schema: JsonSchemaObject,
  path: string,
  schemaOf: SchemaOf,
  depth: number,
): Row[] {
  const { items } = schema;
  if (typeof items !== 'object' || Array.isArray(items)) return [];
  return nested(items as JsonSchemaObject, `${path}[]`, schemaOf, depth + 1);
}

function rowOf(path: string, schema: JsonSchema, required: boolean, schemaOf: SchemaOf): Row {
  const about = typeof schema === 'object' ? (schema.description ?? schema.title ?? '') : '';
  return [
    code(path),
    typeText(schema, schemaOf),
    required ? 'yes' : '',
    constraintText(schema),
    plain(about),
  ];
}
