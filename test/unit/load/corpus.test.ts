import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load as loadYaml, mergeTag } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { load } from '../../../src/load/load.js';

const folder = ['../shared/corpus', '/work/shared/corpus'].find((path) => existsSync(path));
const documents =
  folder === undefined
    ? []
    : readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(?:ya?ml|json)$/.test(path) && !path.endsWith('LICENSES.json'))
        .map((path) => join(folder, path));

describe.skipIf(folder === undefined)('every corpus document (needs ../shared/corpus)', () => {
  it.each(documents)('%s has the value that js-yaml or JSON.parse gives', async (path) => {
    const { value, diagnostics } = await load(path, { cwd: process.cwd() });
    const reference = outcome(readFileSync(path, 'utf8'), path);
    if ('fault' in reference) expect(diagnostics, reference.fault).not.toEqual([]);
    else expect(value?.root.value).toEqual(reference.value);
  });
});

function outcome(text: string, path: string): { value: unknown } | { fault: string } {
  try {
    if (path.endsWith('.json')) return { value: JSON.parse(text) };
    return { value: loadYaml(text, { schema: CORE_SCHEMA.withTags(mergeTag), maxDepth: 500 }) };
  } catch (error) {
    return { fault: String(error) };
  }
}
