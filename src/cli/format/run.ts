import { readFileSync } from 'node:fs';
import { formatFile, Unformattable } from '../../format/format.js';
import { load } from '../../load/load.js';
import type { SourceFile } from '../../load/source.js';
import type { Checked } from '../../pipeline.js';
import { writeFile } from '../../write/write-file.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import type { OutputFlags } from '../output-options.js';
import { printable } from '../printable.js';
import { exitCodeFor } from '../fail-on.js';
import { report } from '../report.js';
import { UsageError } from '../usage-error.js';

export interface FormatFlags extends OutputFlags {
  readonly check?: true;
}

/** Runs `petevents format`. Nothing is written where a file has faults. @returns the exit code */
export async function runFormat(
  files: readonly string[],
  flags: FormatFlags,
  io: Io,
): Promise<number> {
  const read: Checked[] = [];
  for (const file of files) {
    const { value, diagnostics } = await load(file, { cwd: io.cwd, readStdin: io.readStdin });
    read.push({ source: value, diagnostics });
  }
  const faults = read.flatMap(({ diagnostics }) => diagnostics);
  if (faults.length > 0) {
    await report(read, flags, io);
    return exitCodeFor(faults);
  }
  const roots = read.flatMap(({ source }) => source?.root ?? []);
  const changed: SourceFile[] = [];
  for (const root of roots) if (await isOther(root, flags, io)) changed.push(root);
  if (!files.includes('-')) io.stderr.write(summary(changed, roots.length, flags));
  return flags.check === true && changed.length > 0 ? EXIT.findings : EXIT.fine;
}

/** Formats one file, and writes it unless it is only checked. @returns whether it was laid out otherwise */
async function isOther(file: SourceFile, { check }: FormatFlags, io: Io): Promise<boolean> {
  const text = await formatFile(file).catch(refuse);
  const isStdin = file.id.startsWith('<');
  if (isStdin && check !== true) io.stdout.write(text);
  if (text === file.text) return false;
  if (!isStdin && check !== true) writeFile(file.id, byteOrderMark(file.id) + text);
  return true;
}

function refuse(error: unknown): never {
  throw error instanceof Unformattable ? new UsageError(error.message) : error;
}

const byteOrderMark = (path: string): string =>
  readFileSync(path, 'utf8').startsWith('\ufeff') ? '\ufeff' : '';

function summary(changed: readonly SourceFile[], count: number, { check }: FormatFlags): string {
  const verb = check === true ? 'is laid out otherwise' : 'formatted';
  const lines = changed.map(({ uri }) => `${printable(uri)} ${verb}\n`);
  const fine =
    count === 1 ? 'the file is laid out well\n' : `all ${count} files are laid out well\n`;
  return changed.length === 0 ? fine : lines.join('');
}
