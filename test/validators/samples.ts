import fc from 'fast-check';
import type { JsonSchema, JsonSchemaObject } from '../../src/model/model.js';

const FORMATS: Readonly<Record<string, readonly string[]>> = {
  uuid: ['7b6f1d52-5e1b-4a7e-9c39-4a3f1f6a1a10'],
  'date-time': ['2024-02-29T12:30:00Z', '2024-02-29T12:30:00.123+01:00'],
  date: ['2024-02-29'],
  time: ['12:30:00Z'],
  email: ['a@example.org'],
  uri: ['https://example.org/a?b#c'],
  hostname: ['example.org'],
  ipv4: ['127.0.0.1'],
  ipv6: ['::1'],
};

type SchemaOf = (id: string) => JsonSchema;

/** Values that a schema may accept; Ajv decides whether it does. */
export function sample(schema: JsonSchema, schemaOf: SchemaOf, depth = 0): fc.Arbitrary<unknown> {
  if (typeof schema === 'boolean' || depth > 6) return fc.jsonValue({ maxDepth: 1 });
  if (schema.$ref !== undefined) return sample(schemaOf(schema.$ref), schemaOf, depth + 1);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
  const options = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  if (options.length > 0)
    return fc
      .tuple(
        fc.oneof(...options.map((option) => sample(option, schemaOf, depth + 1))),
        typed({ ...schema, oneOf: [], anyOf: [] }, schemaOf, depth),
      )
      .map(([option, own]) => merge([own, option]));
  const { allOf = [] } = schema;
  if (allOf.length === 0) return typed(schema, schemaOf, depth);
  return fc
    .tuple(
      typed(schema, schemaOf, depth),
      ...allOf.map((part) => sample(part, schemaOf, depth + 1)),
    )
    .map(merge);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (values: readonly unknown[]): unknown =>
  values.every(isRecord) ? Object.assign({}, ...values) : values.at(-1);

function typed(schema: JsonSchemaObject, schemaOf: SchemaOf, depth: number): fc.Arbitrary<unknown> {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const [type = schema.properties === undefined ? 'any' : 'object'] = types;
  const { minimum = -5, maximum = minimum + 100 } = schema;
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: Math.ceil(minimum), max: Math.max(minimum, Math.floor(maximum)) });
    case 'number':
      return fc.constantFrom(minimum, maximum, (minimum + maximum) / 2);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return list(schema, schemaOf, depth);
    case 'object':
      return record(schema, schemaOf, depth);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function text({ format, pattern, minLength = 0, maxLength = minLength + 5 }: JsonSchemaObject) {
  const known = format === undefined ? undefined : FORMATS[format];
  if (known !== undefined) return fc.constantFrom(...known);
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength, unit: 'grapheme-ascii' });
}

function list(
  { items = true, minItems = 0, maxItems = minItems + 2 }: JsonSchemaObject,
  schemaOf: SchemaOf,
  depth: number,
): fc.Arbitrary<unknown> {
  if (Array.isArray(items))
    return fc.tuple(...items.map((item: JsonSchema) => sample(item, schemaOf, depth + 1)));
  return fc.array(sample(items as JsonSchema, schemaOf, depth + 1), {
    minLength: minItems,
    maxLength: depth > 4 ? minItems : Math.min(maxItems, minItems + 2),
  });
}

function record(
  { properties = {}, required = [] }: JsonSchemaObject,
  schemaOf: SchemaOf,
  depth: number,
): fc.Arbitrary<unknown> {
  const names = [...new Set([...required, ...(depth > 4 ? [] : Object.keys(properties))])];
  const model = Object.fromEntries(
    names.map((name) => [name, sample(properties[name] ?? true, schemaOf, depth + 1)]),
  );
  return fc.record(model, {
    requiredKeys: names.filter((name) => required.includes(name)),
    noNullPrototype: true,
  });
}

const OTHERS: readonly unknown[] = [null, 0, -1.5, 1e21, '', 'x', '😀', true, [], [null], {}];

/** A value with one of its parts changed, left out, or one too many. */
export function mutations(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const inner = value.flatMap((item, i) =>
      mutations(item)
        .slice(0, 8)
        .map((other) => value.map((same: unknown, k) => (k === i ? other : same))),
    );
    return [...OTHERS.slice(0, 6), ...inner.slice(0, 24), [...value, null], [...value, ...value]];
  }
  if (!isRecord(value)) return [...OTHERS, `${String(value)} `, [value]];
  const keys = Object.keys(value);
  return [
    ...OTHERS.slice(0, 6),
    { ...value, unexpected: 1 },
    { ...value, constructor: 'x' },
    ...keys.map((key) => Object.fromEntries(Object.entries(value).filter(([k]) => k !== key))),
    ...keys.flatMap((key) =>
      mutations(value[key])
        .slice(0, 12)
        .map((other) => ({ ...value, [key]: other })),
    ),
  ];
}
