import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load as loadYaml, mergeTag } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { load } from '../../../src/load/load.js';
import type { Place } from '../../../src/load/source.js';

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
    if ('fault' in reference && isStricter(reference.fault)) return;
    if ('fault' in reference) expect(diagnostics, reference.fault).not.toEqual([]);
    else expect(value?.root.value).toEqual(reference.value);
  });
});

describe.skipIf(folder === undefined)(
  'every valid corpus document (needs ../shared/corpus)',
  () => {
    it.each(validDocuments())('%s: each of its references leads to a value', async (path) => {
      const { value: source, diagnostics } = await load(path, { cwd: process.cwd() });
      expect(diagnostics).toEqual([]);
      const broken: string[] = [];
      everyObject({ file: source!.root, pointer: '', value: source!.root.value }, (place) => {
        const resolution = source!.resolve(place);
        if (!resolution.ok) broken.push(`${place.pointer}: ${resolution.problem.message}`);
      });
      expect(broken).toEqual([]);

      function everyObject(place: Place, visit: (place: Place) => void): void {
        if (typeof place.value !== 'object' || place.value === null) return;
        visit(place);
        for (const key of Object.keys(place.value)) everyObject(source!.child(place, key), visit);
      }
    });
  },
);

/** The documents that INDEX.tsv calls valid; the first column is the file, `valid` the verdict. */
function validDocuments(): string[] {
  if (folder === undefined) return [];
  const [head = '', ...rows] = readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
    .trimEnd()
    .split('\n');
  const column = head.split('\t').indexOf('valid');
  return rows
    .map((row) => row.split('\t'))
    .filter((cells) => cells[column] === 'yes')
    .map(([file = '']) => join(folder, file));
}

/** js-yaml refuses brackets that close at the margin; we take them, as other parsers do. */
const isStricter = (fault: string): boolean => fault.includes('deficient indentation');

function outcome(text: string, path: string): { value: unknown } | { fault: string } {
  try {
    if (path.endsWith('.json')) return { value: JSON.parse(text) };
    return { value: loadYaml(text, { schema: CORE_SCHEMA.withTags(mergeTag), maxDepth: 500 }) };
  } catch (error) {
    return { fault: String(error) };
  }
}
