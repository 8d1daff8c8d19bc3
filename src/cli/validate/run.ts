import { tidy } from '../../diagnostic.js';
import { load } from '../../load/load.js';
import { check } from '../../pipeline.js';
import type { Checked } from '../../pipeline.js';
import { findDocuments } from '../documents.js';
import type { Documents } from '../documents.js';
import { exitCodeFor, shown } from '../fail-on.js';
import type { FailFlags } from '../fail-on.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { loadOptions } from '../load-options.js';
import type { LoadFlags } from '../load-options.js';
import type { OutputFlags } from '../output-options.js';
import { printable } from '../printable.js';
import { report } from '../report.js';

export interface ValidateFlags extends OutputFlags, LoadFlags, FailFlags {
  readonly engine: 'petevents' | 'reference';
}

/** Runs `petevents validate`. @returns the exit code */
export async function runValidate(
  args: readonly string[],
  flags: ValidateFlags,
  io: Io,
): Promise<number> {
  const found = findDocuments(args, io.cwd);
  const checked: Checked[] = [];
  for (const document of found.documents) checked.push(await judge(document, flags, io));
  const printed = checked.map((one) => ({ ...one, diagnostics: shown(one.diagnostics, flags) }));
  await report(printed, flags, io);
  const all = checked.flatMap(({ diagnostics }) => diagnostics);
  const code = exitCodeFor(all, flags.failOn);
  if (flags.format === 'text' && flags.quiet !== true) io.stderr.write(closing(found, checked));
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

/** What the findings do not say: that there are none, and what was passed over. */
function closing({ documents, skipped }: Documents, checked: readonly Checked[]): string {
  const [first = '', ...others] = documents;
  const isValid = checked.every(
    ({ diagnostics }) => exitCodeFor(diagnostics, 'error') === EXIT.fine,
  );
  const all = others.length === 0 ? `${printable(first)} is` : `${documents.length} documents are`;
  return `${isValid ? `${all} valid\n` : ''}${passedOver(skipped)}`;
}

/** Names that are listed, at most. */
const LISTED = 3;

function passedOver(skipped: readonly string[]): string {
  if (skipped.length === 0) return '';
  const more = skipped.length > LISTED ? ', ...' : '';
  const names = `${skipped.slice(0, LISTED).map(printable).join(', ')}${more}`;
  return skipped.length === 1
    ? `skipped, since it is no AsyncAPI document: ${names}\n`
    : `skipped ${skipped.length} files that are no AsyncAPI documents: ${names}\n`;
}
