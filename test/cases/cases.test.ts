import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generate } from '../../src/pipeline.js';
import { expectFolder } from '../support/folders.js';
import { formatted } from '../support/formatted.js';
import { inProject } from '../support/paths.js';
import { typecheck } from '../support/typecheck.js';

/** Every folder of fixtures with a document and what is to be printed for it. */
const cases = readdirSync(inProject('fixtures')).filter(
  (name) =>
    existsSync(inProject('fixtures', name, 'asyncapi.yaml')) &&
    existsSync(inProject('fixtures', name, 'expected')),
);

/** The run time is not printed but copied, so the expected code imports it from where it stands. */
const RUNTIME = '../../../templates/runtime';

describe.each(cases)('fixtures/%s', (name) => {
  const folder = inProject('fixtures', name);

  const outputOf = async () => {
    const { files = [], diagnostics } = await generate('asyncapi.yaml', {
      cwd: folder,
      sourceName: 'asyncapi.yaml',
      runtime: RUNTIME,
    });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return files.filter(({ path }) => !path.startsWith('runtime/'));
  };

  test('prints what is expected, byte by byte', async () => {
    expectFolder(await outputOf(), join(folder, 'expected'));
  });

  test('prints what Prettier would', async () => {
    for (const { path, text } of await outputOf()) {
      if (path.endsWith('.ts')) expect(await formatted(text), path).toBe(text);
    }
  });

  test('compiles under the strictest settings', async () => {
    expect(await typecheck(join(folder, 'expected'))).toEqual([]);
  });
});
