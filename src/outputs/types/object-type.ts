import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { propertyComment } from './documentation.js';
import { typeOfPart } from './from-schema.js';
import type { ObjectType, Property, Type } from './type.js';
import { ANY_OBJECT, intersection, isKeyword, NEVER, UNDEFINED, union, UNKNOWN } from './type.js';

/**
 * The type of the objects that a schema accepts: draft-07 validation, section 6.5. Beside declared
 * properties there is an index signature only where the schema says what others must be.
 * @param declared properties of the schema that holds this one, for those that are only required here
 */
export function objectType(
  schema: JsonSchemaObject,
  declared: ReadonlyMap<string, Property>,
): ObjectType {
  const required = new Set(schema.required);
  const given = Object.entries(schema.properties ?? {});
  const names = new Set(given.map(([name]) => name));
  const properties = given.map(([name, part]) => declaredProperty(name, part, required.has(name)));
  const others = [...required]
    .filter((name) => !names.has(name))
    .map((name) => ({
      name,
      optional: false,
      type: declared.get(name)?.type ?? undeclaredType(name, schema),
      comment: [],
    }));
  return withIndex([...properties, ...others], indexType(schema));
}

function declaredProperty(name: string, schema: JsonSchema, required: boolean): Property {
  const inherited = !required && INHERITED.has(name);
  return {
    name,
    optional: !required,
    type: inherited ? UNKNOWN : typeOfPart(schema),
    comment: propertyComment(name, schema, inherited ? [`Every object has a \`${name}\`.`] : []),
  };
}

/**
 * Properties that TypeScript finds in every object. One of them that is optional and has another
 * type would make the type refuse each object that does not have it.
 */
const INHERITED = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
]);

/** The type of all properties that are not declared, as far as the schema says one. */
function indexType({
  patternProperties = {},
  additionalProperties = true,
}: JsonSchemaObject): Type {
  const patterns = Object.entries(patternProperties);
  if (patterns.length === 0) return typeOfPart(additionalProperties);
  const everything = patterns.find(([pattern]) => MATCHES_ALL.has(pattern));
  if (everything !== undefined) return typeOfPart(everything[1]);
  return union([...patterns.map(([, part]) => part), additionalProperties].map(typeOfPart));
}

const MATCHES_ALL = new Set(['', '^', '.*', '^.*', '.*$', '^.*$']);

function withIndex(properties: readonly Property[], index: Type): ObjectType {
  if (properties.length === 0) {
    return isKeyword(index, 'unknown') ? ANY_OBJECT : { kind: 'object', properties, index };
  }
  // Nothing is said of other properties, or there are none.
  if (isKeyword(index, 'unknown') || isKeyword(index, 'never')) {
    return { kind: 'object', properties, index: undefined };
  }
  // TypeScript wants every declared property to fit the index signature as well; an optional one
  // may be `undefined` unless the consumer compiles with exactOptionalPropertyTypes.
  const missing = properties.some(({ optional }) => optional) ? [UNDEFINED] : [];
  const all = union([index, ...properties.map(({ type }) => type), ...missing]);
  return { kind: 'object', properties, index: isKeyword(all, 'unknown') ? undefined : all };
}

/** A property that is required, and described by its name's pattern or as additional, if at all. */
function undeclaredType(name: string, schema: JsonSchemaObject): Type {
  const { patternProperties = {}, additionalProperties = true } = schema;
  const matching = Object.entries(patternProperties).map(
    ([pattern, part]) => [matches(pattern, name), part] as const,
  );
  if (matching.some(([matched]) => matched === undefined)) return UNKNOWN;
  const parts: JsonSchema[] = matching.filter(([matched]) => matched).map(([, part]) => part);
  if (parts.length > 0) return intersection(parts.map(typeOfPart));
  return additionalProperties === false ? NEVER : typeOfPart(additionalProperties);
}

/** Whether a name matches; `undefined` where the pattern is no regular expression. */
function matches(pattern: string, name: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return undefined;
  }
}
