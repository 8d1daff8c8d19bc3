import { tidy } from '../../diagnostic.js';
import { load } from '../../load/load.js';
import { check } from '../../pipeline.js';
import type { Checked } from '../../pipeline.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { loadOptions } from '../load-options.js';
import type { LoadFlags } from '../load-options.js';
import type { OutputFlags } from '../output-options.js';
import { printable } from '../printable.js';
import { exitCode, report } from '../report.js';

export interface ValidateFlags extends OutputFlags, LoadFlags {
  readonly engine: 'petevents' | 'reference';
}

/** Runs `petevents validate`. @returns the exit code */
export async function runValidate(document: string, flags: ValidateFlags, io: Io): Promise<number> {
  const checked = await judge(document, flags, io);
  await report(checked, flags, io);
  const code = exitCode(checked.diagnostics);
  if (flags.format === 'text' && code === EXIT.fine) {
    io.stderr.write(`${printable(document)} is valid\n`);
  }
  return code;
}

async function judge(document: string, flags: ValidateFlags, io: Io): Promise<Checked> {
  if (flags.engine === 'petevents') return check(document, loadOptions(flags, io));
  const { value: source, diagnostics } = await load(document, loadOptions(flags, io));
  if (source === undefined) return { source, diagnostics };
  const { validateWithReference } = await import('../../validate/reference.js');
  const found = await validateWithReference(source);
  return { source, diagnostics: tidy([...diagnostics, ...found.diagnostics]) };
}
