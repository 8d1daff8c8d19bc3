/** Each folder of `fixtures/validate` is a document and the diagnostics that it must give. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../src/diagnostic.js';
import type { Diagnostic } from '../../src/diagnostic.js';
import { load } from '../../src/load/load.js';
import { validate } from '../../src/validate/validate.js';

const root = new URL('../../fixtures/validate/', import.meta.url);

const cases = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

async function diagnosticsOf(folder: URL): Promise<readonly Diagnostic[]> {
  const { value, diagnostics } = await load('asyncapi.yaml', { cwd: folder.pathname });
  if (value === undefined || hasErrors(diagnostics)) return diagnostics;
  const result = validate(value);
  expect(result.value === undefined).toBe(hasErrors(result.diagnostics));
  return [...diagnostics, ...result.diagnostics];
}

describe('fixtures/validate', () => {
  it.each(cases.map(({ name }) => name))('%s', async (name) => {
    const folder = new URL(`${name}/`, root);
    const expected = new URL('diagnostics.json', folder);
    const found = await diagnosticsOf(folder);
    if (process.env['UPDATE_EXPECTED'] === '1')
      writeFileSync(expected, `${JSON.stringify(found, null, 2)}\n`);
    expect(existsSync(expected), 'run with UPDATE_EXPECTED=1').toBe(true);
    expect(found).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });
});
