/** Each file of `fixtures/payload` is a schema and values; `expected` has what is said of them. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { inProject } from '../support/paths.js';
import { checkOf } from './source.js';

interface Case {
  readonly schema: unknown;
  readonly values: Readonly<Record<string, unknown>>;
}

const folder = inProject('fixtures', 'payload');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function said(name: string): string {
  const { schema, values } = load(readFileSync(`${folder}/${name}`, 'utf8')) as Case;
  const check = checkOf(schema);
  const lines = Object.entries(values).flatMap(([what, value]) => [
    `${what}:`,
    ...check(value).map(
      ({ path, part, message, help, rule }) =>
        `  /${path.join('/')}${part === 'key' ? ' (key)' : ''} ${message}${help === undefined ? '' : ` [${help}]`} (${rule.pointer})`,
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

it.each(names)('%s', (name) => {
  const file = `${folder}/expected/${name.replace('.yaml', '.txt')}`;
  const got = said(name);
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, got);
  expect(existsSync(file), 'run with UPDATE_EXPECTED=1').toBe(true);
  expect(got).toBe(readFileSync(file, 'utf8'));
});
