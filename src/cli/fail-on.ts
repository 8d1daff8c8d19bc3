import { Option } from 'commander';
import type { Command } from 'commander';
import type { Diagnostic, Severity } from '../diagnostic.js';
import { EXIT } from './io.js';

/** From which severity on a finding fails a command. */
export type FailOn = Severity | 'never';

export interface FailFlags {
  readonly failOn: FailOn;
  readonly quiet?: true;
}

/** Adds `--fail-on` and `--quiet` to a command that reports findings. */
export const addFailOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .option('-q, --quiet', 'print errors only, and nothing when there are none');

const RANK: Readonly<Record<FailOn, number>> = { info: 0, warning: 1, error: 2, never: 3 };

/** Whether a finding of a severity fails the run. */
export const isFailing = (severity: Severity, failOn: FailOn): boolean =>
  RANK[severity] >= RANK[failOn];

/** 2 when an input could not be read at all, 1 for findings of a severity that fails, else 0. */
export function exitCodeFor(diagnostics: readonly Diagnostic[], failOn: FailOn = 'error'): number {
  if (diagnostics.some(({ code }) => code.startsWith('input/'))) return EXIT.failed;
  return diagnostics.some(({ severity }) => isFailing(severity, failOn))
    ? EXIT.findings
    : EXIT.fine;
}

/** What is printed: everything, or errors. */
export const shown = (
  diagnostics: readonly Diagnostic[],
  { quiet }: FailFlags,
): readonly Diagnostic[] =>
  quiet === true ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
