import { banner } from '../../emit/banner.js';
import { Imports } from '../../emit/imports.js';
import type { OutputFile } from '../../emit/output-file.js';
import { quote } from '../../emit/quote.js';
import type { Message, Model } from '../../model/model.js';
import { headersNames, messageModule } from '../messages/collect.js';
import type { EmitOptions } from '../options.js';

const MODULE = 'index';

/**
 * `index.ts`: the client, every type, every validator, and the run time's errors.
 * @param clientTypes the types that `client.ts` exports
 */
export function emitIndex(
  model: Model,
  options: EmitOptions,
  clientTypes: readonly string[],
): OutputFile {
  const imports = new Imports(MODULE, options.runtime);
  const from = (module: string): string => `from ${quote(imports.path(module))};`;
  const names = [...exportsByModule(model)].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    ...banner(options.sourceName),
    '',
    `export { createClient } ${from('client')}`,
    ...exportList('export type', clientTypes, from('client')),
    `export { contract } ${from('contract')}`,
    ...names.flatMap(([module, { values, types }]) => [
      ...exportList('export', values, from(module)),
      ...exportList('export type', types, from(module)),
    ]),
    `export * ${from('runtime/batch')}`,
    `export * ${from('runtime/errors')}`,
    `export type * ${from('runtime/types')}`,
    '',
  ];
  return { path: `${MODULE}.ts`, text: lines.join('\n') };
}

interface Names {
  readonly values: string[];
  readonly types: string[];
}

/** What each module of messages and schemas exports. */
function exportsByModule(model: Model): Map<string, Names> {
  const modules = new Map<string, Names>();
  const seen = new Set<string>();
  const add = (module: string, { type, value }: { type: string; value: string }): void => {
    if (seen.has(type)) return;
    seen.add(type);
    const names = modules.get(module) ?? { values: [], types: [] };
    names.values.push(value);
    names.types.push(type);
    modules.set(module, names);
  };
  for (const message of model.messages) {
    for (const names of namesOf(message)) add(messageModule(message), names);
  }
  for (const { names, module } of model.schemas) add(module, names);
  return modules;
}

const namesOf = ({ names, headers }: Message) =>
  headers === undefined ? [names] : [names, headersNames(names)];

function exportList(head: string, names: readonly string[], from: string): string[] {
  const list = [...names].sort();
  const line = `${head} { ${list.join(', ')} } ${from}`;
  if (line.length <= 100 || list.length === 1) return [line];
  return [`${head} {`, ...list.map((name) => `  ${name},`), `} ${from}`];
}
