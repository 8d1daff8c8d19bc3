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
        if (got !== oracle(data)) wrong.push(`${name}: Ajv says ${String(!got)}`);
        if (got !== valid && !path.includes('format/'))
          wrong.push(`${name}: must be ${String(valid)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
}
