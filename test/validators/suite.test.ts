import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonSchema } from '../../src/model/model.js';
import { readFolder } from '../support/folders.js';
import { inProject } from '../support/paths.js';
import { ajv } from './ajv.js';
import { modelOf } from './link.js';
import { load } from './support.js';

interface Group {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

/** Where Ajv and ajv-formats differ from the suite, and we do not. */
const AJV_DIFFERS: ReadonlySet<string> = new Set([
  'optional/format/date-time.json: validation of date-time strings: a second fraction of fifteen nines is valid',
  'properties.json: properties whose names are Javascript object property names: __proto__ not valid',
  'ref.json: ref overrides any sibling keywords: ref valid, maxItems ignored',
]);

/** Where ajv-formats differs from the suite, and we follow it: one more meaning helps nobody. */
const WE_DIFFER: ReadonlySet<string> = new Set(
  JSON.parse(readFileSync(inProject('fixtures', 'validators', 'format-deviations.json'), 'utf8')),
);

const folder = inProject('fixtures', 'json-schema-tests', 'draft7');

for (const { path } of readFolder(folder)) {
  const groups = JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as Group[];
  test(path, () => {
    const wrong: string[] = [];
    for (const group of groups) {
      const all = modelOf(group.schema);
      if (all === undefined) continue;
      const validator = load(all).get('#');
      const oracle = ajv(group.schema);
      for (const { data, valid, description } of group.tests) {
        const got = validator?.is(data);
        const issues = validator?.issues(data) ?? [];
        const name = `${path}: ${group.description}: ${description}`;
        if ((issues.length === 0) !== got) wrong.push(`${name}: is and issues differ`);
        if (got !== oracle(data) && !AJV_DIFFERS.has(name))
          wrong.push(`${name}: Ajv says ${String(!got)}`);
        if ((got !== valid) !== WE_DIFFER.has(name))
          wrong.push(`${name}: must be ${String(valid)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
}
