/**
 * Holds the tables of `src/spec` against the official JSON Schema of the specification: the same
 * verdict on every document of the corpus and on seeded mutations of it, or a reviewed difference.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/validate/validate.js';
import { mutations } from './mutations.js';
import { isReviewed } from './metaschema-differences.js';
import type { Difference } from './metaschema-differences.js';
import { sourceOf } from './source-of.js';
import { documents, pathOf } from './corpus.js';

/** Codes of faults that a JSON Schema of the document can see. */
const structural =
  /^(spec\/(version|structure|unknown-field|extension-name|component-key)|schema\/valid|binding\/structure)$/;
const require = createRequire(import.meta.url);

/** More than the default finds rarer faults: `MUTATIONS=300`. */
const mutationsEach = Number(process.env['MUTATIONS'] ?? 25);

/** What we leave to others: bindings of protocols that we do not read, schemas in other languages. */
const opaque = /\/(bindings\/(?!kafka|amqp\/)|extensions\/)|avroSchema|openapiSchema/;

/** Anything; where a reference may stand too, it is not that, so that `oneOf` has one answer. */
const opaqueSchema = (id: string): unknown =>
  /Schema/.test(id) ? { $id: id, not: { type: 'object', required: ['$ref'] } } : { $id: id };

function compile(version: string): ValidateFunction {
  const path = require.resolve(`@asyncapi/specs/schemas/${version}.json`);
  const schema = JSON.parse(readFileSync(path, 'utf8'));
  for (const id of Object.keys(schema.definitions))
    if (opaque.test(id)) schema.definitions[id] = opaqueSchema(schema.definitions[id].$id);
  delete schema.definitions['http://json-schema.org/draft-07/schema'];
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

describe.skipIf(!existsSync('/work/shared/corpus'))(
  'the official meta-schema (needs the corpus)',
  () => {
    const official = new Map(['3.0.0', '3.1.0'].map((version) => [version, compile(version)]));

    it('agrees with the tables on the corpus and on its mutations', { timeout: 600_000 }, () => {
      const differences: Difference[] = [];
      let compared = 0;
      for (const { file, value } of documents()) {
        const check = official.get(String((value as { asyncapi?: unknown }).asyncapi));
        if (check === undefined) continue;
        for (const mutation of mutations(value, file, mutationsEach)) {
          compared++;
          const ours = validate(sourceOf(file, mutation.value)).diagnostics.filter(
            ({ code, severity, at }) =>
              severity === 'error' && structural.test(code) && at.uri === pathOf(file),
          );
          const valid = check(mutation.value);
          if (valid === (ours.length === 0)) continue;
          differences.push({
            value: mutation.value,
            document: file,
            mutation: mutation.name,
            ours,
            theirs: check.errors ?? [],
          });
        }
      }
      const unexplained = differences.filter((difference) => !isReviewed(difference));
      expect(compared).toBeGreaterThan(2000);
      expect(unexplained.slice(0, 40).map(shown)).toEqual([]);
    });
  },
);

const shown = ({ document, mutation, ours, theirs }: Difference): string =>
  [
    `${document}: ${mutation}`,
    ...ours.slice(0, 3).map(({ code, pointer, message }) => `  ours ${code} ${pointer} ${message}`),
    ...theirs
      .slice(0, 4)
      .map(({ instancePath, message }) => `  theirs ${instancePath} ${message ?? ''}`),
  ].join('\n');
