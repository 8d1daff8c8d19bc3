import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { OutputFile } from '../../src/emit/output-file.js';
import { Imports } from '../../src/emit/imports.js';
import type { JsonSchema, Schema } from '../../src/model/model.js';
import type { PrintContext } from '../../src/outputs/context.js';
import { printTypes } from '../../src/outputs/types/print-types.js';
import { printValidator } from '../../src/outputs/validators/index.js';
import type { Validator } from '../../templates/runtime/validator.js';
import { readFolder, writeFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';

/** The part of the run time that validators import, for type checks. */
export const runtimeFiles = (): OutputFile[] =>
  readFolder(inProject('templates', 'runtime'))
    .filter(({ path }) => /^(validation|validator|errors)/.test(path))
    .map(({ path, text }) => ({ path: `runtime/${path}`, text }));

/** Schemas of a model by their ids. */
export function schemas(given: Readonly<Record<string, JsonSchema>>): Map<string, Schema> {
  return new Map(
    Object.entries(given).map(([id, json], i) => [
      id,
      {
        id,
        json,
        origin: { uri: '', pointer: '' },
        doc: { tags: [] },
        extensions: {},
        names: { type: `Type${i}`, value: `type${i}`, file: `type-${i}` },
        module: `schemas/type-${i}`,
      },
    ]),
  );
}

/** A module with one schema's type and validator. */
export function moduleOf(
  schema: Schema,
  all: ReadonlyMap<string, Schema>,
  runtime = 'runtime',
): string {
  const imports = new Imports(schema.module, runtime);
  const names = new Set([...all.values()].flatMap((one) => [one.names.type, one.names.value]));
  const context: PrintContext = {
    imports,
    names,
    schemaOf: (id) => {
      const found = all.get(id);
      if (found === undefined) throw new Error(`no schema ${id}`);
      return found;
    },
  };
  const parts = [printTypes(schema, context).text, printValidator(schema, context)];
  return `${[imports.print().join('\n'), ...parts].join('\n\n')}\n`;
}

const folder = scratch(`validators-${process.pid}`);
const requireModule = createRequire(join(folder, 'main.cjs'));
let count = 0;

/** Writes TypeScript as modules that `require` takes: it loads them at once, in cycles as well. */
const writeModules = (files: readonly OutputFile[]): void => {
  writeFolder(
    folder,
    files.map(({ path, text }) => ({
      path: path.replace(/\.ts$/, '.js'),
      text: transformSync(text, { loader: 'ts', format: 'cjs', target: 'node20' }).code,
    })),
  );
};
writeFolder(folder, [{ path: 'package.json', text: '{ "type": "commonjs" }' }]);
writeModules(runtimeFiles());

/** Prints, transpiles and loads the validators of schemas that refer to each other. */
export function load(all: ReadonlyMap<string, Schema>): Map<string, Validator<unknown>> {
  count += 1;
  const schemasOf = [...all.values()];
  writeModules(
    schemasOf.map((schema) => ({
      path: `${count}/${schema.module}.ts`,
      text: moduleOf(schema, all, '../runtime'),
    })),
  );
  return new Map(
    schemasOf.map(({ id, module, names }) => {
      const loaded = requireModule(`./${count}/${module}.js`) as Record<string, Validator<unknown>>;
      const validator = loaded[names.value];
      if (validator === undefined) throw new Error(`no ${names.value} in ${module}`);
      return [id, validator];
    }),
  );
}
