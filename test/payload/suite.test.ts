/** The official suite of JSON Schema draft-07, and the formats of the generated validators. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMATS } from '../../src/outputs/validators/formats.js';
import { formats } from '../../src/payload/formats.js';
import { readFolder } from '../support/folders.js';
import { inProject } from '../support/paths.js';
import { checkOf } from './source.js';

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

const folder = inProject('fixtures', 'json-schema-tests', 'draft7');

/** Where generated validators differ from the suite, and these with them. */
const deviations: ReadonlySet<string> = new Set(
  JSON.parse(readFileSync(inProject('fixtures', 'validators', 'format-deviations.json'), 'utf8')),
);

/** References by `$id`, by name or to another host, which AsyncAPI does not have. */
const isForeign = (schema: unknown): boolean =>
  [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]*)"/g)].some(
    ([, ref = '']) => !/^#(\/|$)/.test(ref),
  ) || /"\$id"/.test(JSON.stringify(schema));

for (const { path } of readFolder(folder)) {
  const groups = (JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as Group[]).filter(
    ({ schema }) => !isForeign(schema),
  );
  test.skipIf(groups.length === 0)(path, () => {
    const wrong: string[] = [];
    for (const { description, schema, tests } of groups) {
      const check = checkOf(schema);
      for (const { data, valid, description: what } of tests) {
        const name = `${path}: ${description}: ${what}`;
        const fits = check(data).length === 0;
        if ((fits !== valid) !== deviations.has(name)) wrong.push(name);
      }
    }
    expect(wrong).toEqual([]);
  });
}

test('the formats are those of the generated validators', () => {
  const words = (map: ReadonlyMap<string, { type: string; noun: string }>): unknown =>
    [...map].map(([name, { type, noun }]) => [name, type, noun]);
  expect(words(formats)).toEqual(words(FORMATS));
});
