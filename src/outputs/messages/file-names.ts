import type { Model, Names, Schema } from '../../model/model.js';
import { references } from '../references.js';
import { headersNames, messageModule } from './collect.js';

/**
 * The names of types and validators that the files of messages and schemas declare, or import from
 * each other, by module. What generated code calls its own must be called something else.
 */
export function namesByModule(
  model: Model,
  schemas: ReadonlyMap<string, Schema>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const modules = new Map<string, Set<string>>();
  const add = (module: string, names: Names | undefined): void => {
    if (names === undefined) return;
    const known = modules.get(module) ?? new Set();
    modules.set(module, known.add(names.type).add(names.value));
  };
  for (const { names, module, json } of model.schemas) {
    add(module, names);
    for (const text of references(json)) add(module, schemas.get(text)?.names);
  }
  for (const message of model.messages) {
    const module = messageModule(message);
    const { names, payload = '', headers } = message;
    add(module, names);
    add(module, schemas.get(payload)?.names);
    if (headers === undefined) continue;
    add(module, headersNames(names));
    add(module, schemas.get(headers)?.names);
  }
  return modules;
}
