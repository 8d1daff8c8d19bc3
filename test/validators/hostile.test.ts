import { expect, test } from 'vitest';
import type { JsonSchema } from '../../src/model/model.js';
import { namesFor } from '../../src/model/names.js';
import { typecheck } from '../support/typecheck.js';
import { load, moduleOf, runtimeFiles, schemas } from './support.js';

/** A value with as many levels, made without recursion. */
function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = wrap(undefined);
  for (let level = 1; level < levels; level += 1) value = wrap(value);
  return value;
}

const LIST: JsonSchema = { type: 'array', items: { $ref: 'main' } };
const NODE: JsonSchema = { type: 'object', properties: { next: { $ref: 'other' } } };

test.each([
  ['a list in itself', { main: LIST }, (inner: unknown) => (inner === undefined ? [] : [inner])],
  ['two schemas in turn', { main: NODE, other: { $ref: 'main' } }, (next: unknown) => ({ next })],
  [
    'what must not fit',
    {
      main: { not: { $ref: 'other' } },
      other: { type: 'object', properties: { next: { $ref: 'other' } } },
    },
    (next: unknown) => ({ next }),
  ],
])('a value of 100,000 levels does not fit %s', (_name, given, wrap) => {
  const validator = load(schemas(given)).get('main');
  const value = nested(100_000, wrap);
  expect(validator?.is(value)).toBe(false);
  expect(validator?.issues(value)).toHaveLength(1);
  expect(() => validator?.parse(value)).toThrow(/valid|fit|payload/i);
});

test('a value that is nested less deeply still fits afterwards', () => {
  const validator = load(schemas({ main: LIST })).get('main');
  expect(validator?.is(nested(100_000, (inner) => (inner === undefined ? [] : [inner])))).toBe(
    false,
  );
  expect(validator?.is([[[]]])).toBe(true);
  expect(validator?.issues([[1]])).toEqual([
    { path: '/0/0', keyword: 'type', message: 'must be an array' },
  ]);
});

test('uniqueItems takes 10,000 objects and lists in well under a second', () => {
  const validator = load(schemas({ main: { type: 'array', uniqueItems: true } })).get('main');
  const items = Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? { a: { b: i } } : [i]));
  const start = performance.now();
  expect(validator?.is(items)).toBe(true);
  expect(validator?.is([...items, { a: { b: 0 } }])).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('uniqueItems compares as JSON does', () => {
  const validator = load(schemas({ main: { type: 'array', uniqueItems: true } })).get('main');
  expect(
    validator?.is([
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
  ).toBe(false);
  expect(
    validator?.is([[1], ['1'], [true], ['true'], [null], [[]], {}, [{}], [1, 2], ['1,2']]),
  ).toBe(true);
});

/** Draft-07 validation, section 6.4.6: an item must fit, so that an empty list never does. */
test('contains asks for an item, beside a tuple as well', () => {
  const main: JsonSchema = { items: [{ type: 'string' }], contains: { type: 'number' } };
  const validator = load(schemas({ main })).get('main');
  expect(validator?.is([])).toBe(false);
  expect(validator?.is(['a'])).toBe(false);
  expect(validator?.is(['a', 1])).toBe(true);
});

test('names of functions clash neither with schemas nor with what is imported', async () => {
  const nestedObject: JsonSchema = {
    type: 'object',
    properties: { address: { type: 'object', properties: { fail: { type: 'string' } } } },
    required: ['isUuid', 'createValidator', 'failAll', 'Issue', 'isPet'],
  };
  const given: Record<string, JsonSchema> = {
    Pet: nestedObject,
    IsPet: { allOf: [{ $ref: 'Pet' }, { $ref: 'AddressOfPet' }] },
    AddressOfPet: nestedObject,
    IsAddressOfPet: { anyOf: [{ $ref: 'Pet' }, { $ref: 'CheckPet' }] },
    CheckPet: {
      items: { $ref: 'IsAddressOfPet' },
      enum: ['isUuid', 'fail(', 'pet'],
    },
    Uuid: { type: 'string', format: 'uuid' },
    Fail: { type: 'string', minLength: 1 },
    CreateValidator: { oneOf: [{ $ref: 'Fail' }, { $ref: 'Object' }] },
    Object: {
      type: 'object',
      required: ['a'],
      properties: { b: { $ref: 'Fail' } },
    },
    PetKeys: { $ref: 'CreateValidator' },
    DeepEqual: { const: { a: 1 }, allOf: [{ $ref: 'DeepEqual' }] },
    Path: { type: 'array', items: { $ref: 'Index' } },
    Index: { type: 'object', additionalProperties: { $ref: 'Path' } },
    Value: { properties: { a: { $ref: 'Path' }, path: { $ref: 'Value' } } },
  };
  const all = new Map(
    [...schemas(given)].map(([id, schema]) => {
      const names = namesFor(id, 'Schema');
      return [id, { ...schema, names, module: `schemas/${names.file}` }];
    }),
  );
  const files = [...all.values()].map((schema) => ({
    path: `${schema.module}.ts`,
    text: moduleOf(schema, all),
  }));
  expect(await typecheck([...runtimeFiles(), ...files])).toEqual([]);
});
