import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import type { JSONSchema } from 'json-schema-to-typescript';
import { describe, expect, it } from 'vitest';
import type { OutputFile } from '../../src/emit/output-file.js';
import { readFolder } from '../support/folders.js';
import { inProject } from '../support/paths.js';
import { typecheck } from '../support/typecheck.js';
import { namesOf, readYaml } from './schemas.js';
import type { Schemas } from './schemas.js';

const FIXTURES = inProject('fixtures', 'types');

/** Fixtures whose schemas the reference, json-schema-to-typescript, reads as we do. */
const CASES = ['combinations', 'discriminator', 'documentation', 'maps', 'enums', 'scalars'];

/** Where its type and ours differ, and why ours stays. */
const BRANCH = 'it reads a branch without a type apart from the schema that holds it';
const FORBIDDEN = 'it keeps values of `enum` that `type` forbids';
const PATTERN = 'names that match no pattern may hold anything, which it does not say';
const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['combinations/Bounded', BRANCH],
  ['combinations/Choice', BRANCH],
  ['combinations/EitherContact', BRANCH],
  ['combinations/LongUnion', BRANCH],
  ['combinations/Merged', BRANCH],
  ['enums/Both', FORBIDDEN],
  ['enums/Integers', FORBIDDEN],
  ['enums/Nothing', FORBIDDEN],
  ['enums/Typed', FORBIDDEN],
  ['maps/ByPattern', PATTERN],
  ['maps/Closed', 'it prints `{}`, to which everything is assignable'],
  ['maps/Free', 'it prints `{}`, to which everything is assignable'],
  ['maps/OpenObject', 'it prints an index signature of `unknown` beside declared properties'],
  ['maps/RequiredByPattern', PATTERN],
  ['maps/RequiredInMap', 'it leaves out required properties that are not declared'],
]);

async function reference(name: string, schemas: Schemas): Promise<OutputFile[]> {
  const definitions = JSON.parse(JSON.stringify(schemas), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? `#/definitions/${value}` : value,
  ) as Record<string, JSONSchema>;
  const files = Object.entries(definitions).map(async ([type, json]) => {
    const text = await compile({ ...json, title: type, definitions }, type, {
      additionalProperties: false,
      bannerComment: '',
      format: false,
      ignoreMinAndMaxItems: true,
      unreachableDefinitions: false,
    });
    const ours = `import type { ${type} as Ours } from '../schemas/${namesOf(type).file}.js';`;
    const check = `export const same: [Ours] extends [${type}] ? ([${type}] extends [Ours] ? true : 'wider than ours') : 'not as wide as ours' = true;`;
    return { path: `${name}/reference/${type}.ts`, text: `${ours}\n${text}\n${check}\n` };
  });
  return Promise.all(files);
}

describe('types beside those of json-schema-to-typescript', () => {
  it('are the same but for reasoned differences', { timeout: 60_000 }, async () => {
    const files: OutputFile[] = [];
    for (const name of CASES.filter((name) => readdirSync(FIXTURES).includes(name))) {
      const schemas = readYaml(join(FIXTURES, name, 'schemas.yaml')) as Schemas;
      const expected = readFolder(join(FIXTURES, name, 'expected'));
      files.push(...expected.map(({ path, text }) => ({ path: `${name}/${path}`, text })));
      files.push(...(await reference(name, schemas)));
    }
    const errors = await typecheck(files);
    const differing = errors.map((error) =>
      error.replace('/reference/', '/').replace(/\.ts\(.*/s, ''),
    );
    expect(differing.sort()).toEqual([...DIFFERENCES.keys()].sort());
  });
});
