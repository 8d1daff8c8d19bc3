import { PeteventsError } from '../../diagnostic.js';
import { banner } from '../../emit/banner.js';
import { Imports } from '../../emit/imports.js';
import type { OutputFile } from '../../emit/output-file.js';
import type { Model, Schema } from '../../model/model.js';
import type { EmitOptions } from '../options.js';
import { collectSections } from './collect.js';
import { namesByModule } from './file-names.js';
import type { PrintSection, PrintValidator } from './sections.js';

/**
 * The files `messages/<name>.ts` and `schemas/<name>.ts`: types, each with its validator, sorted
 * by path. Every schema is declared in one file; a message whose payload or headers are declared
 * in another file gives them its own names.
 */
export function emitMessages(
  model: Model,
  options: Pick<EmitOptions, 'sourceName' | 'runtime'>,
  printValidator: PrintValidator,
): OutputFile[] {
  const schemas = new Map(model.schemas.map((schema) => [schema.id, schema]));
  const schemaOf = (id: string): Schema => {
    const schema = schemas.get(id);
    if (schema === undefined) throw new PeteventsError(`the model has no schema ${id}`);
    return schema;
  };
  const names = namesByModule(model, schemas);
  const files = [...collectSections(model, schemaOf, printValidator)];
  return files
    .map(([module, sections]) => {
      const imports = new Imports(module, options.runtime);
      const context = { imports, names: names.get(module) ?? new Set<string>(), schemaOf };
      const text = fileText(options.sourceName, imports, printAll(sections, context));
      return { path: `${module}.ts`, text };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const printAll = (sections: readonly PrintSection[], context: Parameters<PrintSection>[0]) =>
  sections.flatMap((print) => print(context));

/** Imports come last, from use; in the file they stand first. */
function fileText(sourceName: string, imports: Imports, statements: readonly string[]): string {
  const head = [banner(sourceName).join('\n'), imports.print().join('\n')];
  return `${[...head, ...statements].filter((text) => text !== '').join('\n\n')}\n`;
}
