import { resolve } from 'node:path';
import { hasErrors, tidy } from '../../diagnostic.js';
import type { Diagnostic } from '../../diagnostic.js';
import { lint } from '../../lint/lint.js';
import type { Linted } from '../../lint/lint.js';
import type { LintSettings } from '../../lint/settings.js';
import { check } from '../../pipeline.js';
import type { Checked } from '../../pipeline.js';
import { exitCodeFor, shown } from '../fail-on.js';
import type { FailFlags } from '../fail-on.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { loadOptions } from '../load-options.js';
import type { LoadFlags } from '../load-options.js';
import type { OutputFlags } from '../output-options.js';
import { report } from '../report.js';
import { UsageError } from '../usage-error.js';
import { withBaseline } from './apply-baseline.js';
import type { Result } from './apply-baseline.js';
import { writeBaseline } from './baseline.js';
import { applyFixes } from './fix.js';
import { planRun } from './plan.js';
import type { PlanFlags, Run } from './plan.js';

export interface LintFlags extends OutputFlags, LoadFlags, FailFlags, PlanFlags {
  readonly updateBaseline?: true;
  readonly fix?: true;
}

/** Runs `petevents lint`. @returns the exit code @throws UsageError */
export async function runLint(
  documents: readonly string[],
  flags: LintFlags,
  io: Io,
): Promise<number> {
  if (flags.fix === true && documents.includes('-'))
    throw new UsageError('--fix writes files, and standard input is none; name the file');
  const run = await planRun(documents, flags, io.cwd);
  if ('faults' in run) {
    await report(run.faults, flags, io);
    return EXIT.failed;
  }
  const first = await lintAll(run, flags, io);
  const fixed = flags.fix === true ? applyFixes(first.flatMap(fixesOf)) : 0;
  const results = fixed === 0 ? first : await lintAll(run, flags, io);
  if (fixed > 0) io.stderr.write(`${fixed} finding${fixed === 1 ? '' : 's'} fixed\n`);
  return flags.updateBaseline === true
    ? update(run, results, io)
    : conclude(await withBaseline(results, run, io.cwd), results, { flags, io });
}

const fixesOf = ({ linted }: Result): Linted['fixable'] => linted?.fixable ?? [];

async function lintAll({ documents }: Run, flags: LoadFlags, io: Io): Promise<Result[]> {
  const results: Result[] = [];
  for (const { document, settings } of documents) {
    const checked = await check(document, loadOptions(flags, io));
    results.push(judged(checked, settings));
  }
  return results;
}

function judged(checked: Checked, settings: LintSettings): Result {
  const { source, diagnostics } = checked;
  if (source === undefined || hasErrors(diagnostics)) return { ...checked, linted: undefined };
  const linted = lint(source, settings, diagnostics);
  return { source, diagnostics: linted.diagnostics, linted };
}

function update({ baseline }: Run, results: readonly Result[], io: Io): number {
  const invalid = results.filter(({ linted }) => linted === undefined);
  if (invalid.length > 0) {
    io.stderr.write('petevents lint: the baseline is not written: a document is not valid\n');
    return EXIT.failed;
  }
  const path = resolve(io.cwd, baseline ?? '');
  const all = tidy(results.flatMap(({ diagnostics }) => diagnostics));
  const count = writeBaseline(path, all, io.cwd);
  io.stderr.write(`the baseline knows ${count} finding${count === 1 ? '' : 's'}\n`);
  return EXIT.fine;
}

async function conclude(
  left: readonly Checked[],
  results: readonly Result[],
  { flags, io }: { readonly flags: LintFlags; readonly io: Io },
): Promise<number> {
  const printed = left.map((one) => ({ ...one, diagnostics: shown(one.diagnostics, flags) }));
  await report(printed, flags, io);
  const all: readonly Diagnostic[] = left.flatMap(({ diagnostics }) => diagnostics);
  if (flags.format === 'text' && flags.quiet !== true)
    io.stderr.write(closing(results, all.length));
  return exitCodeFor(all, flags.failOn);
}

function closing(results: readonly Result[], count: number): string {
  const invalid = results.filter(({ linted }) => linted === undefined).length;
  if (invalid > 0)
    return results.length === 1
      ? 'lint waits until the document is valid\n'
      : `lint waits until ${invalid} of ${results.length} documents are valid\n`;
  if (count > 0) return '';
  return results.length === 1 ? 'the document is fine\n' : `${results.length} documents are fine\n`;
}
