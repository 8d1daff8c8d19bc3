import { hasErrors, tidy } from './diagnostic.js';
import type { Diagnostic, Result } from './diagnostic.js';
import type { OutputFile } from './emit/output-file.js';
import { load } from './load/load.js';
import type { LoadOptions } from './load/load.js';
import type { Source } from './load/source.js';
import { validate } from './validate/validate.js';
import type { Model } from './model/model.js';
import type { EmitOptions } from './outputs/options.js';

/** What a run learned. `files` lists what was read, for `--watch` and for code frames. */
export interface Checked {
  readonly source: Source | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What `generate` gives: files, not side effects. Writing, checking and watching consume them. */
export interface Generated extends Checked {
  /** Missing when an error made it impossible. */
  readonly files: readonly OutputFile[] | undefined;
  /** What the files were made from; there when they are. */
  readonly model?: Model;
}

/** Stages report here as they begin; for progress on a terminal. */
export type OnStage = (stage: 'load' | 'validate' | 'model' | 'emit') => void;

const silent: OnStage = () => undefined;

/** Loads and validates a document: `petevents validate`. Stops after the first stage with an error. */
export async function check(
  input: string,
  options: LoadOptions,
  onStage: OnStage = silent,
): Promise<Checked> {
  onStage('load');
  const loaded = await load(input, options);
  const source = loaded.value;
  if (source === undefined || hasErrors(loaded.diagnostics)) return checked(source, loaded);
  onStage('validate');
  return checked(source, loaded, validate(source));
}

/** From a document to the files of its code: load, validate, model, emit. Writes nothing. */
export async function generate(
  input: string,
  options: LoadOptions & EmitOptions,
  onStage: OnStage = silent,
): Promise<Generated> {
  const { source, diagnostics } = await check(input, options, onStage);
  if (source === undefined || hasErrors(diagnostics))
    return { source, diagnostics, files: undefined };
  onStage('model');
  const { build } = await import('./model/build.js');
  const built: Result<Model> = build(source);
  const all = tidy([...diagnostics, ...built.diagnostics]);
  if (built.value === undefined || hasErrors(all))
    return { source, diagnostics: all, files: undefined };
  onStage('emit');
  const { emit } = await import('./outputs/emit.js');
  return { source, diagnostics: all, files: await emit(built.value, options), model: built.value };
}

const checked = (source: Source | undefined, ...results: Result<unknown>[]): Checked => ({
  source,
  diagnostics: tidy(results.flatMap(({ diagnostics }) => diagnostics)),
});
