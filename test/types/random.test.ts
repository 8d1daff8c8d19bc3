import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printTypes } from '../../src/outputs/types/print-types.js';
import { formatted } from '../support/formatted.js';
import { typecheck } from '../support/typecheck.js';
import { NAMED, schemas, values } from './arbitrary.js';
import { contextOf, toSchemas } from './schemas.js';
import type { Schemas } from './schemas.js';
import { accepts, literal, oracle } from './value-checks.js';

const print = (given: Schemas): string[] => {
  const all = toSchemas(given).map((schema) => ({ ...schema, module: 'all' }));
  return all.map((schema) => printTypes(schema, contextOf(all, 'all')).text);
};

describe('types of random schemas', () => {
  it('stand as Prettier would have them', async () => {
    const property = fc.asyncProperty(schemas, async (schema) => {
      const [text = ''] = print({ Thing: schema, ...NAMED });
      expect(await formatted(`${text}\n`)).toBe(`${text}\n`);
    });
    await fc.assert(property, { numRuns: 400, seed: 7 });
  });

  it('take every value that Ajv accepts', { timeout: 60_000 }, async () => {
    const samples = fc.sample(
      fc.tuple(schemas, fc.array(values, { minLength: 20, maxLength: 20 })),
      { numRuns: 80, seed: 7 },
    );
    const given: Schemas = {
      ...NAMED,
      ...Object.fromEntries(samples.map(([schema], index) => [`T${index}`, schema])),
    };
    const ajv = oracle(given);
    const checks = samples.flatMap(([, candidates], index) =>
      candidates
        .filter((value) => accepts(ajv, `T${index}`, value))
        .map(
          (value, at) =>
            `export const t${index}v${at}: ${literal(value)} extends T${index} ? true : ${literal(value)} = true;`,
        ),
    );
    expect(checks.length).toBeGreaterThan(100);
    const text = [...print(given), ...checks].join('\n');
    expect(await typecheck([{ path: 'all.ts', text }])).toEqual([]);
  });
});
