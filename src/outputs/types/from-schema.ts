import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { arrayType } from './array-type.js';
import type { JsonType, JsonTypes } from './json-types.js';
import { ALL_TYPES, jsonTypes, typeNames } from './json-types.js';
import { literalType } from './literals.js';
import { objectType } from './object-type.js';
import type { Property, Type } from './type.js';
import {
  ANY_ARRAY,
  ANY_OBJECT,
  BOOLEAN,
  intersection,
  isKeyword,
  NEVER,
  NULL,
  NUMBER,
  STRING,
  union,
  UNKNOWN,
} from './type.js';

/** What is known around a schema that speaks of the same value as the one that holds it. */
export interface Scope {
  /** The JSON types that the value may have. */
  readonly among: JsonTypes;
  /** The properties that the holding schema declares. */
  readonly declared: ReadonlyMap<string, Property>;
  /** Schemas whose names may not stand here, since the type would refer to itself. */
  readonly illegal: ReadonlySet<string>;
}

/** The scope of a value of its own: a property, an item. */
const FRESH: Scope = { among: ALL_TYPES, declared: new Map(), illegal: new Set() };

/** The type of a property's or an item's schema. */
export const typeOfPart = (schema: JsonSchema): Type => typeOf(schema, FRESH);

/**
 * The type of a declaration.
 * @param illegal ids of the schemas that its type may not name outside of objects and arrays
 */
export const typeOfDeclaration = (schema: JsonSchema, illegal: ReadonlySet<string>): Type =>
  typeOf(schema, { ...FRESH, illegal });

/**
 * Every value that the schema accepts has this type, JSON Schema draft-07. `unknown` when the
 * schema says nothing beyond the scope that TypeScript could express; `not`, `dependencies`,
 * `contains` and the bounds of values are of that kind.
 */
function typeOf(schema: JsonSchema, scope: Scope): Type {
  if (typeof schema === 'boolean') return schema ? UNKNOWN : NEVER;
  if (schema.$ref !== undefined) {
    return scope.illegal.has(schema.$ref) ? UNKNOWN : { kind: 'reference', id: schema.$ref };
  }
  if (acceptsAll(schema.not)) return NEVER;
  const types = jsonTypes(schema, scope.among);
  if (types.size === 0) return NEVER;
  if (!splits(schema, types)) return typeAmong(schema, types, scope);
  return union([...types].map((type) => typeAmong(schema, new Set([type]), scope)));
}

const acceptsAll = (schema: JsonSchema | undefined): boolean =>
  schema === true || (typeof schema === 'object' && Object.keys(schema).length === 0);

const combined = (schema: JsonSchemaObject): JsonSchema[] => [
  ...(schema.allOf ?? []),
  ...(schema.anyOf ?? []),
  ...(schema.oneOf ?? []),
  ...(schema.if === undefined ? [] : [schema.then ?? true, schema.else ?? true]),
];

/** `({ ... } & ({ ... } | { ... })) | null` reads better than `null` in each of its parts. */
const splits = (schema: JsonSchemaObject, types: JsonTypes): boolean => {
  if (types.size === 1 || types.size === ALL_TYPES.size) return false;
  const parts = combined(schema);
  return parts.length > 0 && !parts.some(refers);
};

const refers = (schema: JsonSchema): boolean =>
  typeof schema === 'object' && (schema.$ref !== undefined || combined(schema).some(refers));

const COMBINING = ['allOf', 'anyOf', 'oneOf', 'if'];

function typeAmong(schema: JsonSchemaObject, among: JsonTypes, outer: Scope): Type {
  const own = ownType(schema, among, outer);
  if (!COMBINING.some((name) => Object.hasOwn(schema, name))) return own;
  const scope = { ...outer, among, declared: declaredBy(own, outer) };
  const others = [
    ...(schema.allOf ?? []).map((member) => typeOf(member, scope)),
    anyOf(schema.oneOf, scope),
    anyOf(schema.anyOf, scope),
    conditional(schema, scope),
  ].filter((type) => !isKeyword(type, 'unknown'));
  // What only names the JSON types is contained in every refinement of them.
  if (others.length > 0 && isBare(own)) return intersection(others);
  return intersection([own, ...others]);
}

const anyOf = (schemas: readonly JsonSchema[] | undefined, scope: Scope): Type =>
  schemas === undefined ? UNKNOWN : union(schemas.map((schema) => typeOf(schema, scope)));

function conditional(schema: JsonSchemaObject, scope: Scope): Type {
  if (schema.if === undefined || schema.then === undefined || schema.else === undefined) {
    return UNKNOWN;
  }
  const met = intersection([typeOf(schema.if, scope), typeOf(schema.then, scope)]);
  return union([met, typeOf(schema.else, scope)]);
}

function declaredBy(own: Type, { declared }: Scope): ReadonlyMap<string, Property> {
  if (own.kind !== 'object') return declared;
  return new Map([
    ...declared,
    ...own.properties.map((property) => [property.name, property] as const),
  ]);
}

/** What the schema says without the schemas that it combines. */
function ownType(schema: JsonSchemaObject, types: JsonTypes, scope: Scope): Type {
  const values = 'const' in schema ? [schema.const] : schema.enum;
  if (values !== undefined) {
    return union(values.filter((value) => fits(value, schema, types)).map(literalType));
  }
  const shaped = union([...types].map((type) => shape(type, schema, scope)));
  return types.size === scope.among.size && isBare(shaped) ? UNKNOWN : shaped;
}

function shape(type: JsonType, schema: JsonSchemaObject, { declared }: Scope): Type {
  switch (type) {
    case 'string':
      return STRING;
    case 'number':
      return NUMBER;
    case 'boolean':
      return BOOLEAN;
    case 'null':
      return NULL;
    case 'object':
      return objectType(schema, declared);
    case 'array':
      return arrayType(schema);
  }
}

/** Whether a type names JSON types and says nothing more of them. */
const isBare = (type: Type): boolean =>
  type.kind === 'keyword' ||
  type === ANY_OBJECT ||
  type === ANY_ARRAY ||
  (type.kind === 'union' && type.types.every(isBare));

function fits(value: unknown, schema: JsonSchemaObject, types: JsonTypes): boolean {
  const names = typeNames(schema);
  const integersOnly = names.includes('integer') && !names.includes('number');
  return (
    types.has(jsonTypeOf(value)) && !(integersOnly && typeof value === 'number' && value % 1 !== 0)
  );
}

function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'boolean';
  }
  return 'object';
}
