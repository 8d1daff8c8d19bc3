/** Each folder of `fixtures/verify` is a document, messages, and what verifying them must give. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/index.js';
import type { VerifyOptions } from '../../src/index.js';

const root = new URL('../../fixtures/verify/', import.meta.url);

const cases = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

interface Run {
  readonly inputs: readonly string[];
  readonly options?: Partial<VerifyOptions>;
}

const read = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));

describe('fixtures/verify', () => {
  it.each(cases.map(({ name }) => name))('%s', async (name) => {
    const folder = new URL(`${name}/`, root);
    const { inputs, options } = read(new URL('run.json', folder)) as Run;
    const { diagnostics, summary } = await verify('asyncapi.yaml', inputs, {
      cwd: folder.pathname,
      ...options,
    });
    const found = { diagnostics, ...(summary === undefined ? {} : { summary }) };
    const expected = new URL('expected.json', folder);
    if (process.env['UPDATE_EXPECTED'] === '1')
      writeFileSync(expected, `${JSON.stringify(found, null, 2)}\n`);
    expect(existsSync(expected), 'run with UPDATE_EXPECTED=1').toBe(true);
    expect(found).toEqual(read(expected));
  });
});
