import { dirname, basename } from 'node:path';
import fc from 'fast-check';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../src/diagnostic.js';
import { load } from '../../src/load/load.js';
import { build as buildModel } from '../../src/model/build.js';
import type { JsonSchema, Model, Schema } from '../../src/model/model.js';
import { emitMessages } from '../../src/outputs/messages/emit-messages.js';
import { printValidator } from '../../src/outputs/validators/index.js';
import { validate } from '../../src/validate/validate.js';
import type { Validator } from '../../templates/runtime/validator.js';
import { corpusDocuments } from '../support/corpus.js';
import { readFolder, writeFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';
import { ajvOfModel } from './ajv.js';
import { mutations, sample } from './samples.js';

const corpus = corpusDocuments();
const documents = corpus.documents.filter(({ asyncapi }) => asyncapi.startsWith('3.'));

async function modelOf(path: string): Promise<Model | undefined> {
  const loaded = await load(path, { cwd: dirname(path) });
  if (loaded.value === undefined || hasErrors(loaded.diagnostics)) return undefined;
  if (hasErrors(validate(loaded.value).diagnostics)) return undefined;
  return buildModel(loaded.value).value;
}

/** The validators of a model's schemas, printed, bundled by esbuild and imported. */
async function validatorsOf(model: Model, name: string): Promise<Map<string, Validator<unknown>>> {
  const folder = scratch(`validators-corpus-${name}`);
  const files = emitMessages(model, { sourceName: name, runtime: 'runtime' }, printValidator);
  const runtime = readFolder(inProject('templates', 'runtime'));
  writeFolder(folder, [
    ...files,
    ...runtime.map(({ path, text }) => ({ path: `runtime/${path}`, text })),
  ]);
  const exported = ({ names, module }: Schema, i: number): string =>
    `export { ${names.value} as v${i} } from './${module}.js';`;
  writeFolder(folder, [{ path: 'all.ts', text: model.schemas.map(exported).join('\n') }]);
  const outfile = `${folder}/all.mjs`;
  await build({
    entryPoints: [`${folder}/all.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  const module = (await import(outfile)) as Record<string, Validator<unknown>>;
  return new Map(
    model.schemas.flatMap(({ id }, i) => {
      const validator = module[`v${i}`];
      return validator === undefined ? [] : [[id, validator] as const];
    }),
  );
}

/** What the document gives as examples, and made-up values. */
function valuesFor({ id, json }: Schema, schemaOf: (id: string) => JsonSchema): unknown[] {
  const declared = typeof json === 'object' ? [...(json.examples ?? [])] : [];
  const valid = [
    ...declared,
    ...fc.sample(sample(json, schemaOf), { seed: id.length, numRuns: 6 }),
  ];
  return [...valid, ...valid.flatMap(mutations)];
}

describe.skipIf(corpus.reason !== '')(`corpus ${corpus.reason}`, () => {
  test('validators of every schema agree with Ajv on samples, examples and mutations', async () => {
    const differences: string[] = [];
    const count = { schemas: 0, fitting: 0, wrong: 0 };
    for (const [i, document] of documents.entries()) {
      const model = await modelOf(document.path);
      if (model === undefined || model.schemas.length === 0) continue;
      const validators = await validatorsOf(model, `${i}`);
      const oracles = ajvOfModel(model.schemas);
      const byId = new Map(model.schemas.map(({ id, json }) => [id, json]));
      for (const schema of model.schemas) {
        const validator = validators.get(schema.id);
        const oracle = oracles(schema.id);
        count.schemas += 1;
        for (const value of valuesFor(schema, (id) => byId.get(id) ?? true)) {
          const fits = oracle(value);
          count[fits ? 'fitting' : 'wrong'] += 1;
          const issues = validator?.issues(value) ?? [];
          if (validator?.is(value) === fits && (issues.length === 0) === fits) continue;
          differences.push(
            `${basename(document.file)} ${schema.id}: Ajv says ${String(fits)}, issues ${JSON.stringify(issues)} for ${JSON.stringify(value)}`,
          );
        }
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
    expect(count.schemas).toBeGreaterThan(200);
    expect(count.fitting).toBeGreaterThan(count.schemas);
    expect(count.wrong).toBeGreaterThan(count.schemas);
  }, 120_000);
});
