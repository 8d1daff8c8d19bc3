import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';

/** The types of JSON values that TypeScript can tell apart. */
export type JsonType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null';

export type JsonTypes = ReadonlySet<JsonType>;

export const ALL_TYPES: JsonTypes = new Set<JsonType>([
  'string',
  'number',
  'boolean',
  'object',
  'array',
  'null',
]);

const isJsonType = (name: string): name is JsonType => (ALL_TYPES as Set<string>).has(name);

/** The names of a `type` keyword as written; none when the schema does not have it. */
export const typeNames = ({ type, nullable }: JsonSchemaObject): readonly string[] => {
  if (type === undefined) return [];
  const names = typeof type === 'string' ? [type] : type;
  // As Ajv has it: `nullable` adds to `type`, and means nothing without it.
  return nullable === true ? [...names, 'null'] : names;
};

/**
 * The JSON types that a value of the schema may have: what `type` says here and in `allOf`.
 * A schema that names none but describes properties or items means objects or arrays: draft-07
 * would let every other value pass, authors never mean it, and a type that said so would be of no
 * use.
 * @param among the types that are still possible
 */
export function jsonTypes(schema: JsonSchemaObject, among: JsonTypes): JsonTypes {
  const types = intersect(ownTypes(schema), inAllOf(schema, among));
  if (types.size < ALL_TYPES.size || 'enum' in schema || 'const' in schema) return types;
  const described = describedTypes(schema);
  return described.size === 0 ? types : described;
}

const inAllOf = ({ allOf = [] }: JsonSchemaObject, among: JsonTypes): JsonTypes =>
  allOf.reduce(
    (types, member: JsonSchema) =>
      typeof member === 'boolean' || member.$ref !== undefined ? types : jsonTypes(member, types),
    among,
  );

/** The sets of one type, by the names that `type` gives them. */
const SINGLE: ReadonlyMap<unknown, JsonTypes> = new Map<string, JsonTypes>([
  ...[...ALL_TYPES].map((type) => [type, new Set([type])] as const),
  ['integer', new Set<JsonType>(['number'])],
]);

function ownTypes(schema: JsonSchemaObject): JsonTypes {
  const single = schema.nullable === true ? undefined : SINGLE.get(schema.type);
  if (single !== undefined) return single;
  const names = typeNames(schema).map((name) => (name === 'integer' ? 'number' : name));
  return names.length === 0 ? ALL_TYPES : new Set(names.filter(isJsonType));
}

function intersect(types: JsonTypes, among: JsonTypes): JsonTypes {
  if (types === ALL_TYPES) return among;
  return among === ALL_TYPES ? types : new Set([...types].filter((type) => among.has(type)));
}

const OBJECT_KEYWORDS = ['properties', 'required', 'patternProperties', 'additionalProperties'];

function describedTypes(schema: JsonSchemaObject): JsonTypes {
  const types = new Set<JsonType>();
  if (OBJECT_KEYWORDS.some((name) => Object.hasOwn(schema, name))) types.add('object');
  if (schema.items !== undefined) types.add('array');
  return types;
}
