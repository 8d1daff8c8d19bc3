import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OutputFile } from '../../src/emit/output-file.js';
import { namesFor } from '../../src/model/names.js';
import type { Model } from '../../src/model/model.js';
import { generate } from '../../src/pipeline.js';
import type { Validator } from '../../templates/runtime/validator.js';
import { formatted } from '../support/formatted.js';
import { writeFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';
import { typecheck } from '../support/typecheck.js';

test.each([
  ['Item', 'item'],
  ['Value', 'value'],
  ['Path', 'path'],
  ['IsActive', 'isActive'],
  ['CheckList', 'checkList'],
  ['Fail', 'fail'],
  ['KeysOf', 'keysOf'],
  ['Type', 'type'],
  ['Set', 'set'],
  ['Process', 'process'],
])('the validator of %s is called %s', (type, value) => {
  expect(namesFor(type, 'Schema')).toMatchObject({ type, value });
});

describe('a document whose schemas are called like what validators call their own', () => {
  let files: readonly OutputFile[];
  let model: Model;

  beforeAll(async () => {
    const generated = await generate('asyncapi.yaml', {
      cwd: inProject('fixtures/validators/names'),
      sourceName: 'asyncapi.yaml',
    });
    expect(generated.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    if (generated.files === undefined || generated.model === undefined) throw new Error('nothing');
    ({ files, model } = generated);
  });

  test('every name is the document’s own', () => {
    const names = [...model.schemas, ...model.messages].map(({ names: { value } }) => value);
    expect(names.filter((name) => name.endsWith('_'))).toEqual([]);
  });

  test('compiles under the strictest settings, and Prettier changes nothing', async () => {
    expect(await typecheck(files)).toEqual([]);
    for (const { path, text } of files) {
      if (/^(messages|schemas)\//.test(path)) expect(await formatted(text), path).toBe(text);
    }
  });

  test('checks what each schema says', async () => {
    const folder = scratch('validator-names');
    writeFolder(folder, files);
    const outfile = join(folder, 'all.mjs');
    await build({
      entryPoints: [join(folder, 'index.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    expect(readFileSync(outfile, 'utf8')).not.toBe('');
    const all = (await import(outfile)) as Record<string, Validator<unknown>>;
    const faults = (name: string, value: unknown): string[] => {
      const issues = all[name]?.issues(value).map(({ path, keyword }) => `${path} ${keyword}`);
      expect(all[name]?.is(value), name).toBe(issues?.length === 0);
      return issues ?? ['no validator'];
    };
    expect(faults('index', [[{ 'x-a': {} }]])).toEqual([]);
    expect(faults('index', [[{}, 1]])).toEqual(['/0/1 anyOf']);
    expect(faults('failAll', { fail: 'ab', issues: [null, { issues: 1 }] })).toEqual([]);
    expect(faults('failAll', { fail: 'a', issues: [1] })).toEqual([
      '/fail minLength',
      '/issues/0 enum',
    ]);
    expect(faults('isOpen', { active: {}, headers: { active: 1, keys: 'b' } })).toEqual([
      '/active/isActive required',
      '/headers/active enum',
      '/headers/keys pattern',
    ]);
    expect(faults('isOpenHeaders', { active: { isActive: [{ a: 1 }] } })).toEqual([
      '/active/isActive/0/a multipleOf',
      '/isUuid required',
    ]);
    expect(faults('key', { long: { a: 1 } })).toEqual(['/long propertyNames', '/long/a type']);
    expect(faults('path', { path: {} })).toEqual(['/path/path required']);
    expect(faults('set', { d: 1, of: 1 })).toEqual(['/of enum', '/of anyOf', '/d false schema']);
  });
});
