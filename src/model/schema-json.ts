import { parsePointer } from '../load/pointer.js';
import type { JsonSchema, JsonSchemaObject } from './model.js';
import { isObject } from '../spec/shape.js';
import { put } from './view.js';
import type { View } from './view.js';

/** Gives the id of the schema that a reference leads to; nothing when it leads nowhere. */
export type Refer = (target: View) => string | undefined;

type Read = (view: View, context: Context) => unknown;

/** Reads what needs no place and no context: most keywords. */
type ReadValue = (value: unknown) => unknown;

interface Context {
  readonly refer: Refer;
  /** The nearest schema above with an `$id`: local references start there. */
  readonly resource: View | undefined;
}

const data: Read = (view) => view.data();
const list: Read = (view) => (Array.isArray(view.value) ? view.data() : undefined);

const typed =
  (type: 'string' | 'number' | 'boolean'): ReadValue =>
  (value) =>
    typeof value === type ? value : undefined;
const texts: ReadValue = (value) =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
const typeList: ReadValue = (value) => (typeof value === 'string' ? value : texts(value));

const schema: Read = (view, context) => read(view, context);
const schemas: Read = (view, context) =>
  Array.isArray(view.value) ? view.items().map((item) => read(item, context)) : undefined;
const schemaOrSchemas: Read = (view, context) => schemas(view, context) ?? schema(view, context);
const schemaMap: Read = (view, context) => mapOf(view, (item) => read(item, context));
const dependencies: Read = (view, context) =>
  mapOf(view, (item) => texts(item.value) ?? read(item, context));

function mapOf(view: View, of: (item: View) => unknown): unknown {
  if (!view.isObject) return undefined;
  const map: Record<string, unknown> = {};
  for (const key of view.keys()) {
    const item = view.field(key);
    if (item !== undefined) put(map, key, of(item));
  }
  return map;
}

const string = typed('string');
const number = typed('number');
const boolean = typed('boolean');

/**
 * The keywords of draft-07 and of the AsyncAPI Schema Object, and how each is read. What is not
 * here or below means nothing to a validator and is left out, `tsType` of other generators above all.
 * https://json-schema.org/draft-07/json-schema-validation
 */
const KEYWORDS: ReadonlyMap<string, Read> = new Map(
  Object.entries({
    default: data,
    examples: list,
    enum: list,
    const: data,
    items: schemaOrSchemas,
    additionalItems: schema,
    contains: schema,
    properties: schemaMap,
    patternProperties: schemaMap,
    additionalProperties: schema,
    dependencies,
    propertyNames: schema,
    if: schema,
    then: schema,
    else: schema,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: schema,
  } satisfies Partial<Record<keyof JsonSchemaObject, Read>>),
);

/** The keywords that are texts, numbers, flags and lists of texts. */
const VALUE_KEYWORDS: ReadonlyMap<string, ReadValue> = new Map(
  Object.entries({
    title: string,
    description: string,
    deprecated: boolean,
    readOnly: boolean,
    writeOnly: boolean,
    type: typeList,
    multipleOf: number,
    maximum: number,
    exclusiveMaximum: number,
    minimum: number,
    exclusiveMinimum: number,
    maxLength: number,
    minLength: number,
    pattern: string,
    format: string,
    contentEncoding: string,
    contentMediaType: string,
    maxItems: number,
    minItems: number,
    uniqueItems: boolean,
    maxProperties: number,
    minProperties: number,
    required: texts,
    discriminator: string,
    nullable: boolean,
  } satisfies Partial<Record<keyof JsonSchemaObject, ReadValue>>),
);

/** A schema as the model keeps it: known keywords, and references by id. */
export const schemaJson = (view: View, refer: Refer): JsonSchema =>
  read(view, { refer, resource: undefined });

function read(view: View, outer: Context): JsonSchema {
  if (typeof view.value === 'boolean') return view.value;
  if (!view.isObject) return true;
  if (view.isReference) {
    const $ref = outer.refer(localTarget(view, outer.resource) ?? view);
    return $ref === undefined ? true : { $ref };
  }
  const context = isResource(view) ? { ...outer, resource: view } : outer;
  return keywords(view, context);
}

function keywords(view: View, context: Context): JsonSchemaObject {
  const json: Record<string, unknown> = {};
  for (const key of view.keys()) {
    const value = VALUE_KEYWORDS.get(key)?.(view.valueAt(key)) ?? part(view, key, context);
    if (value !== undefined) json[key] = value;
  }
  return json;
}

function part(view: View, key: string, context: Context): unknown {
  const reads = key.startsWith('x-') ? data : KEYWORDS.get(key);
  const field = reads === undefined ? undefined : view.field(key);
  return field === undefined ? undefined : reads?.(field, context);
}

/** Draft-07, section 8.2.2: an `$id` that is not just a fragment begins a resource of its own. */
const isResource = (view: View): boolean => {
  const id = view.text('$id');
  return id !== undefined && id !== '' && !id.startsWith('#');
};

/** The target of `#/definitions/pet` inside a resource, when it has one there. */
function localTarget(view: View, resource: View | undefined): View | undefined {
  const reference = view.text('$ref') ?? '';
  if (resource === undefined || !reference.startsWith('#')) return undefined;
  const segments = parsePointer(decode(reference.slice(1)));
  let target: View | undefined = resource;
  for (const segment of segments ?? []) target = target?.step(segment);
  return segments === undefined ? undefined : target;
}

const decode = (fragment: string): string => {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
};

/** Whether a value can be a schema at all. */
export const isSchema = (value: unknown): boolean => typeof value === 'boolean' || isObject(value);
