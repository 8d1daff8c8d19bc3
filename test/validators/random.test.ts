import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonSchema } from '../../src/model/model.js';
import { formatted } from '../support/formatted.js';
import { typecheck } from '../support/typecheck.js';
import { ajv } from './ajv.js';
import { schema, value } from './arbitrary.js';
import { load, moduleOf, runtimeFiles, schemas } from './support.js';

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
  const files = fc
    .sample(schema, { seed, numRuns: Number(process.env['RUNS'] ?? 60) })
    .flatMap((json, i) => {
      const all = linked(json);
      return [...all.values()].map((s) => ({
        path: `${i}/${s.module}.ts`,
        text: moduleOf(s, all, '../runtime'),
      }));
    });
  for (const { text: code, path } of files) expect(await formatted(code), path).toBe(code);
  expect(await typecheck([...runtimeFiles(), ...files])).toEqual([]);
});
