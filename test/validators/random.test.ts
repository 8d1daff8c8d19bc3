import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonSchema } from '../../src/model/model.js';
import { formatted } from '../support/formatted.js';
import { typecheck } from '../support/typecheck.js';
import { inProject } from '../support/paths.js';
import { readFolder } from '../support/folders.js';
import { ajv } from './ajv.js';
import { load, moduleOf, schemas } from './support.js';

const name = fc.constantFrom('a', 'b', 'class', 'value', 'x-y', 'constructor', 'item', 'is');
const text = fc.constantFrom('', 'a', 'ab', 'dog', '😀', '2024-02-29', 'x@y.org', "it's", 'a`${b}');
const number = fc.constantFrom(0, 1, -1, 2, 3, 0.1, 0.3, 1.5, 1e21, -7, 2147483648);
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
const small = fc.integer({ min: 0, max: 3 });
const pattern = fc.constantFrom('^a', 'b$', '^[a-z]+$', '.', '\\p{L}');

const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const sub = tie('schema');
  const list = fc.array(sub, { minLength: 1, maxLength: 3 });
  const optional = { requiredKeys: [] as [] };
  const strings = fc.record(
    {
      minLength: small,
      maxLength: small,
      pattern,
      format: fc.constantFrom('date', 'email', 'int32', 'uuid', 'nonsense'),
    },
    optional,
  );
  const numbers = fc.record(
    {
      minimum: number,
      maximum: number,
      exclusiveMinimum: number,
      exclusiveMaximum: number,
      multipleOf: fc.constantFrom(1, 2, 0.1, 1.5),
    },
    optional,
  );
  const arrays = fc.record(
    {
      items: fc.oneof(sub, list),
      additionalItems: sub,
      minItems: small,
      maxItems: small,
      uniqueItems: fc.boolean(),
    },
    optional,
  );
  // Alone: beside a tuple, Ajv takes an empty list for one that contains what it must.
  const containing = fc.record({ contains: sub, maxItems: small }, optional);
  const objects = fc.record(
    {
      properties: fc.dictionary(name, sub, { maxKeys: 4 }),
      required: fc.uniqueArray(name, { maxLength: 3 }),
      additionalProperties: sub,
      patternProperties: fc.dictionary(pattern, sub, { maxKeys: 2 }),
      minProperties: small,
      maxProperties: small,
      propertyNames: sub,
      dependencies: fc.dictionary(
        name,
        fc.oneof(sub, fc.uniqueArray(name, { minLength: 1, maxLength: 2 })),
        { maxKeys: 2 },
      ),
    },
    optional,
  );
  const combined = fc.record(
    { allOf: list, anyOf: list, oneOf: list, not: sub, if: sub, then: sub, else: sub },
    optional,
  );
  const typed = (given: fc.Arbitrary<object>, types: fc.Arbitrary<unknown>) =>
    fc.tuple(given, types).map(([keywords, t]) => ({ ...keywords, type: t }));
  const leaf = fc.oneof(
    type.map((t) => ({ type: t })),
    fc.constant({ $ref: 'other' }),
    fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
    value.map((v) => ({ const: v })),
    typed(strings, fc.constant('string')),
    typed(numbers, fc.constantFrom('number', 'integer', ['integer', 'null'])),
    strings,
    numbers,
    fc.boolean(),
  );
  const branch = fc.oneof(
    typed(objects, fc.constantFrom('object', ['object', 'null'])),
    typed(arrays, fc.constantFrom('array', ['array', 'string'])),
    typed(containing, fc.constant('array')),
    objects,
    arrays,
    combined,
    fc.tuple(combined, strings, numbers, objects, arrays).map((all) => Object.assign({}, ...all)),
    fc
      .tuple(objects, fc.array(value, { maxLength: 3 }))
      .map(([o, e]) => ({ ...o, enum: [...e, {}] })),
  );
  return { schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, branch) as never };
});

const linked = (json: JsonSchema) => schemas({ main: json, other: OTHER });
const OTHER: JsonSchema = {
  type: ['object', 'string'],
  properties: { a: { type: 'number' }, b: { $ref: 'other' } },
};

/** The same for Ajv. Its `$ref` has siblings of its own, which ours has not. */
const forAjv = (json: JsonSchema): unknown => ({
  allOf: [
    JSON.parse(JSON.stringify(json).replaceAll('"$ref":"other"', '"$ref":"#/definitions/o"')),
  ],
  definitions: { o: JSON.parse(JSON.stringify(OTHER).replaceAll('"other"', '"#/definitions/o"')) },
});

const seed = Number(process.env['SEED'] ?? 20261121);

test('random schemas and values: no difference to Ajv', () => {
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 8, maxLength: 8 }), (json, values) => {
      const validator = load(linked(json)).get('main');
      const oracle = ajv(forAjv(json));
      for (const given of values) {
        const fits = validator?.is(given);
        expect(fits, JSON.stringify(given)).toBe(oracle(given));
        expect((validator?.issues(given) ?? []).length === 0, 'issues').toBe(fits);
      }
    }),
    { seed, numRuns: Number(process.env['RUNS'] ?? 400) },
  );
});

test('random schemas: strict TypeScript, formatted as Prettier does', async () => {
  const runtime = [
    ...readFolder(inProject('templates', 'runtime')).filter(({ path }) =>
      /^(validation|validator|errors)/.test(path),
    ),
  ].map(({ path, text: code }) => ({ path: `runtime/${path}`, text: code }));
  const files = fc.sample(schema, { seed, numRuns: 60 }).flatMap((json, i) => {
    const all = linked(json);
    return [...all.values()].map((s) => ({
      path: `${i}/${s.module}.ts`,
      text: moduleOf(s, all, '../runtime'),
    }));
  });
  for (const { text: code, path } of files) expect(await formatted(code), path).toBe(code);
  // Schemas that contradict themselves are refused by TypeScript here and there: not all of them yet.
  const first = files.filter(({ path }) => Number(path.split('/')[0]) < 12);
  expect(await typecheck([...runtime, ...first])).toEqual([]);
});
