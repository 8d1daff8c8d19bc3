import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { report } from '../report.js';
import { deliver } from './deliver.js';
import { formatWithProject } from './format.js';
import { findJobs } from './jobs.js';
import type { Jobs } from './jobs.js';
import { foldersOf } from './outputs.js';
import type { FolderOutput } from './outputs.js';
import { outputFlags, runJobs } from './run-jobs.js';
import type { GenerateFlags } from './run-jobs.js';

/** How a run ended, and what it read. */
export interface Round {
  readonly exitCode: number;
  /** The text of each file by its absolute path; undefined for one that could not be read. */
  readonly read: ReadonlyMap<string, string | undefined>;
}

/** Runs `petevents generate`. @returns the exit code */
export async function runGenerate(
  document: string | undefined,
  flags: GenerateFlags,
  io: Io,
): Promise<number> {
  const found = await findJobs(document, flags, io.cwd);
  if ('usage' in found) return complain(found.usage, io);
  if (flags.watch !== true) return (await once(found, flags, io)).exitCode;
  const { watch } = await import('./watch.js');
  return watch(io, async () => once(await findJobs(document, flags, io.cwd), flags, io));
}

async function once(found: Jobs, flags: GenerateFlags, io: Io): Promise<Round> {
  if ('usage' in found) return { exitCode: complain(found.usage, io), read: new Map() };
  if ('diagnostics' in found) {
    await report(found, outputFlags(flags), io);
    const text = found.source?.root.text;
    return { exitCode: EXIT.failed, read: new Map([[found.config, text]]) };
  }
  const { exitCode, read, outputs } = await runJobs(found, flags, io);
  if (outputs === undefined) {
    if (flags.check !== true && flags.dryRun !== true) io.stderr.write('nothing was written\n');
    return { exitCode, read };
  }
  return { exitCode: await writeAll(foldersOf(outputs), flags, io), read };
}

function complain(usage: string, io: Io): number {
  io.stderr.write(`petevents generate: ${usage}\n`);
  return EXIT.failed;
}

async function writeAll(
  folders: readonly FolderOutput[],
  flags: GenerateFlags,
  io: Io,
): Promise<number> {
  if (flags.format !== true) return deliver(folders, flags, io);
  const formatted = await formatWithProject(folders, io.cwd);
  if ('usage' in formatted) return complain(formatted.usage, io);
  return deliver(formatted.folders, flags, io);
}
