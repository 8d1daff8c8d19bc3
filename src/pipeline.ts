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

/** A document as a model; missing when an error made it impossible. */
export interface Built extends Checked {
  readonly model?: Model;
}

/** What `generate` gives: files, not side effects. Writing, checking and watching consume them. */
export interface Generated extends Built {
  /** Missing when an error made it impossible. */
  readonly files: readonly OutputFile[] | undefined;
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

/** Loads and validates a document, and builds its model; none when there is an error. */
export async function build(
  input: string,
  options: LoadOptions,
  onStage: OnStage = silent,
): Promise<Built> {
  const { source, diagnostics } = await check(input, options, onStage);
  if (source === undefined || hasErrors(diagnostics)) return { source, diagnostics };
  onStage('model');
  const stage = await import('./model/build.js');
  const built: Result<Model> = stage.build(source);
  const all = tidy([...diagnostics, ...built.diagnostics]);
  if (built.value === undefined || hasErrors(all)) return { source, diagnostics: all };
  return { source, diagnostics: all, model: built.value };
}

/** From a document to the files of its code: load, validate, model, emit. Writes nothing. */
export async function generate(
  input: string,
  options: LoadOptions & EmitOptions,
  onStage: OnStage = silent,
): Promise<Generated> {
  const built = await build(input, options, onStage);
  if (built.model === undefined) return { ...built, files: undefined };
  onStage('emit');
  const { emit } = await import('./outputs/emit.js');
  return { ...built, files: await emit(built.model, options) };
}

const checked = (source: Source | undefined, ...results: Result<unknown>[]): Checked => ({
  source,
  diagnostics: tidy(results.flatMap(({ diagnostics }) => diagnostics)),
});
