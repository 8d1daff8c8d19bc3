import { hasErrors, tidy } from '../../diagnostic.js';
import { lint } from '../../lint/lint.js';
import type { LintSettings } from '../../lint/settings.js';
import { check } from '../../pipeline.js';
import type { Checked } from '../../pipeline.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { loadOptions } from '../load-options.js';
import type { LoadFlags } from '../load-options.js';
import type { OutputFlags } from '../output-options.js';
import { printable } from '../printable.js';
import { exitCode, report } from '../report.js';
import { settingsOf } from './settings.js';
import type { SettingFlags } from './settings.js';

export type LintFlags = OutputFlags & LoadFlags & SettingFlags;

/** Runs `petevents lint`. @returns the exit code */
export async function runLint(document: string, flags: LintFlags, io: Io): Promise<number> {
  const settings = settingsOf(flags);
  if ('usage' in settings) {
    io.stderr.write(`petevents lint: ${settings.usage}\n`);
    return EXIT.failed;
  }
  const checked = await check(document, loadOptions(flags, io));
  const isValid = !hasErrors(checked.diagnostics);
  const all = isValid ? linted(checked, settings) : checked;
  await report(all, flags, io);
  if (flags.format === 'text') io.stderr.write(closing(document, isValid, all));
  return exitCode(all.diagnostics);
}

function linted(checked: Checked, settings: LintSettings): Checked {
  const { source, diagnostics } = checked;
  if (source === undefined) return checked;
  return { source, diagnostics: tidy([...diagnostics, ...lint(source, settings)]) };
}

function closing(document: string, isValid: boolean, { diagnostics }: Checked): string {
  if (!isValid) return 'lint waits until the document is valid\n';
  return diagnostics.length === 0 ? `${printable(document)} is fine\n` : '';
}
