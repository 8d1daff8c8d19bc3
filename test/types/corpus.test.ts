import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load } from '../../src/load/load.js';
import { build } from '../../src/model/build.js';
import { emitMessages } from '../../src/outputs/messages/emit-messages.js';
import { corpusDocuments } from '../support/corpus.js';
import { formatted } from '../support/formatted.js';
import { typecheck } from '../support/typecheck.js';
import type { OutputFile } from '../../src/emit/output-file.js';
import type { Model } from '../../src/model/model.js';

const { documents, reason } = corpusDocuments();

async function modelOf(path: string): Promise<Model | undefined> {
  const { value } = await load(path, { cwd: dirname(path), allowRemote: [] });
  return value === undefined ? undefined : build(value).value;
}

/** Types with validators that only promise what the real ones do. */
async function typesOf(path: string): Promise<OutputFile[]> {
  const model = await modelOf(path);
  if (model === undefined) return [];
  return emitMessages(model, { sourceName: 'asyncapi.yaml' }, ({ names }, { imports }) => {
    const validator = imports.type('Validator', 'runtime/validator');
    return `export declare const ${names.value}: ${validator}<${names.type}>;`;
  });
}

const RUNTIME = [
  {
    path: 'runtime/validator.ts',
    text: 'export interface Validator<T> { is(value: unknown): value is T }',
  },
  {
    path: 'runtime/validation.ts',
    text: "import type { Validator } from './validator.js';\nexport declare const anything: Validator<unknown>;",
  },
];

describe.skipIf(reason !== '')(`types of the corpus ${reason}`, () => {
  const valid = documents.filter(({ valid, asyncapi }) => valid && asyncapi.startsWith('3.'));

  it('compile strictly and stand as Prettier would have them', { timeout: 120_000 }, async () => {
    const files: OutputFile[] = [];
    for (const [index, { path }] of valid.entries()) {
      const own = await typesOf(path);
      for (const { text } of own) expect(await formatted(text)).toBe(text);
      files.push(
        ...[...own, ...RUNTIME].map((file) => ({ ...file, path: `d${index}/${file.path}` })),
      );
    }
    expect(files.length).toBeGreaterThan(valid.length);
    expect(await typecheck(files)).toEqual([]);
  });
});
