import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OutputFile } from '../../src/emit/output-file.js';
import { printTypes } from '../../src/outputs/types/print-types.js';
import { expectFolder, readFolder } from '../support/folders.js';
import { formatted } from '../support/formatted.js';
import { inProject } from '../support/paths.js';
import { typecheck } from '../support/typecheck.js';
import { valueChecks } from './value-checks.js';
import { contextOf, readYaml, toSchemas } from './schemas.js';
import type { Schemas } from './schemas.js';
import type { Values } from './value-checks.js';

const FIXTURES = inProject('fixtures', 'types');
const cases = readdirSync(FIXTURES);

const read = (name: string): Schemas => readYaml(join(FIXTURES, name, 'schemas.yaml')) as Schemas;

/** Files of types alone: what is between the banner and the validators. */
const print = (schemas: Schemas): OutputFile[] => {
  const all = toSchemas(schemas);
  return all.map((schema) => {
    const context = contextOf(all, schema.module);
    const { text } = printTypes(schema, context);
    const imports = context.imports.print();
    const head = imports.length === 0 ? '' : `${imports.join('\n')}\n\n`;
    return { path: `${schema.module}.ts`, text: `${head}${text}\n` };
  });
};

describe.each(cases)('types of fixtures/types/%s', (name) => {
  it('are those expected', () => {
    expectFolder(print(read(name)), join(FIXTURES, name, 'expected'));
  });

  it('are formatted as Prettier formats them', async () => {
    for (const { text } of print(read(name))) expect(await formatted(text)).toBe(text);
  });

  it('take the values that the schema accepts, and refuse others that TypeScript can tell', async () => {
    const path = join(FIXTURES, name, 'values.yaml');
    if (!existsSync(path)) return;
    const schemas = read(name);
    const checks = valueChecks(readYaml(path) as Values, schemas);
    expect(await typecheck([...print(schemas), checks])).toEqual([]);
  });
});

describe.each(['5.4', '5.9', '6', '7'] as const)('types of all fixtures', (typescript) => {
  const files = cases.flatMap((name) =>
    readFolder(join(FIXTURES, name, 'expected')).map(({ path, text }) => ({
      path: `${name}/${path}`,
      text,
    })),
  );

  it.each(['NodeNext', 'Bundler'] as const)(
    `compile under the strictest settings of TypeScript ${typescript}, %s`,
    async (moduleResolution) => {
      expect(await typecheck(files, { typescript, moduleResolution })).toEqual([]);
    },
  );

  it(`compile without exactOptionalPropertyTypes, TypeScript ${typescript}`, async () => {
    const compilerOptions = { exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: false };
    expect(await typecheck(files, { typescript, compilerOptions })).toEqual([]);
  });
});
