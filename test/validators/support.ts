import { transformSync } from 'esbuild';
import type { OutputFile } from '../../src/emit/output-file.js';
import { Imports } from '../../src/emit/imports.js';
import type { JsonSchema, Schema } from '../../src/model/model.js';
import type { PrintContext } from '../../src/outputs/context.js';
import { printTypes } from '../../src/outputs/types/print-types.js';
import { printValidator } from '../../src/outputs/validators/index.js';
import type { Validator } from '../../templates/runtime/validator.js';
import { inProject } from '../support/paths.js';
import { readFolder } from '../support/folders.js';

const runtime = new Map<string, unknown>();
for (const { path } of readFolder(inProject('templates', 'runtime', 'validation'))) {
  const module = `../../templates/runtime/validation/${path.replace('.ts', '.js')}`;
  runtime.set(`validation/${path.replace('.ts', '')}`, await import(module));
}
runtime.set('validation', await import('../../templates/runtime/validation.js'));

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

/** Prints, transpiles and loads the validators of schemas that refer to each other. */
export function load(all: ReadonlyMap<string, Schema>): Map<string, Validator<unknown>> {
  const texts = new Map([...all.values()].map((schema) => [schema.module, moduleOf(schema, all)]));
  const loaded = new Map<string, Record<string, unknown>>();
  const requireModule = (path: string): unknown => {
    const runtimeName = /runtime\/(.*)\.js$/.exec(path)?.[1];
    if (runtimeName !== undefined) return runtime.get(runtimeName);
    const name = `schemas/${/([^/]*)\.js$/.exec(path)?.[1] ?? ''}`;
    return run(name);
  };
  const run = (name: string): Record<string, unknown> => {
    const known = loaded.get(name);
    if (known !== undefined) return known;
    const { code } = transformSync(texts.get(name) ?? '', { loader: 'ts', format: 'cjs' });
    const module: { exports: Record<string, unknown> } = { exports: {} };
    // The cycle of modules, as Node resolves it: esbuild assigns `module.exports` before it requires.
    const proxy = {
      set exports(value: Record<string, unknown>) {
        module.exports = value;
        loaded.set(name, value);
      },
      get exports() {
        return module.exports;
      },
    };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    new Function('module', 'exports', 'require', code)(proxy, module.exports, requireModule);
    loaded.set(name, module.exports);
    return module.exports;
  };
  return new Map(
    [...all].map(([id, schema]) => [
      id,
      run(schema.module)[schema.names.value] as Validator<unknown>,
    ]),
  );
}
