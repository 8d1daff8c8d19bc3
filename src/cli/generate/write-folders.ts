import { setTimeout } from 'node:timers/promises';
import { FolderWriter } from '../../write/write-folder.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { nextSteps } from './next-steps.js';
import type { Prepared } from './prepare.js';
import { tally } from './tally.js';

/** The file system failed when files were already moving into place. */
export class PartlyWritten extends Error {}

/** How often, and after how many milliseconds, a folder is asked for that another run has. */
const PATIENCE = { times: 200, wait: 50 } as const;

/**
 * Writes the folders that are not up to date: all, or none.
 * @param look compares the folders with what they should be; asked again once they are ours
 * @returns the exit code
 * @throws the file system's own error when nothing was written, else `PartlyWritten`
 */
export async function writeFolders(look: () => readonly Prepared[], io: Io): Promise<number> {
  const before = look();
  if (isRefused(before, io)) return EXIT.findings;
  const stale = before.filter(isStale);
  if (stale.length === 0) return sayUpToDate(io);
  const writers = await reserveAll(stale, io);
  if (writers === undefined) return EXIT.failed;
  const now = reread(look, writers).filter(({ output }) => writers.has(output.folder));
  if (isRefused(now, io)) {
    cancel(writers);
    return EXIT.findings;
  }
  const changed = now.filter(({ upToDate }) => !upToDate);
  carryOut(changed, writers);
  return changed.length === 0 ? sayUpToDate(io) : sayWritten(changed, io);
}

const isStale = ({ upToDate, isStaged }: Prepared): boolean => !upToDate || isStaged;

type Writers = ReadonlyMap<string, FolderWriter>;

const cancel = (writers: Writers): void => {
  for (const writer of writers.values()) writer.cancel();
};

function reread(look: () => readonly Prepared[], writers: Writers): readonly Prepared[] {
  try {
    return look();
  } catch (error) {
    cancel(writers);
    throw error;
  }
}

/** Folders are asked for in one order, so that two runs never wait for each other. */
async function reserveAll(folders: readonly Prepared[], io: Io): Promise<Writers | undefined> {
  const writers = new Map<string, FolderWriter>();
  const sorted = [...folders].sort((a, b) => (a.output.folder < b.output.folder ? -1 : 1));
  try {
    for (const { output, name } of sorted) {
      const writer = await reserve(output.folder);
      if (writer === undefined) {
        cancel(writers);
        io.stderr.write(`petevents generate: another run is writing into ${name}\n`);
        return undefined;
      }
      writers.set(output.folder, writer);
    }
  } catch (error) {
    cancel(writers);
    throw error;
  }
  return writers;
}

async function reserve(folder: string): Promise<FolderWriter | undefined> {
  for (let time = 0; time < PATIENCE.times; time++) {
    const writer = FolderWriter.reserve(folder);
    if (writer !== undefined) return writer;
    await setTimeout(PATIENCE.wait);
  }
  return undefined;
}

/** Stages everything before the first file moves; gives back every folder that was reserved. */
function carryOut(folders: readonly Prepared[], writers: Writers): void {
  try {
    for (const { output, plan } of folders) writers.get(output.folder)?.stage(plan);
  } catch (error) {
    cancel(writers);
    throw error;
  }
  const idle = new Map(writers);
  try {
    for (const { output, plan } of folders) {
      idle.delete(output.folder);
      writers.get(output.folder)?.commit(plan);
    }
  } catch (error) {
    throw new PartlyWritten('not all files could be moved into place', { cause: error });
  } finally {
    cancel(idle);
  }
}

function isRefused(folders: readonly Prepared[], io: Io): boolean {
  const refusals = folders.flatMap((folder) => folder.refusals);
  if (refusals.length === 0) return false;
  io.stderr.write(
    `petevents generate: something stands in the way:\n  ${refusals.join('\n  ')}\n` +
      'Move it away, or run again with --force. Nothing was written.\n',
  );
  return true;
}

function sayUpToDate(io: Io): number {
  io.stderr.write('everything is up to date, nothing was written\n');
  return EXIT.fine;
}

function sayWritten(changed: readonly Prepared[], io: Io): number {
  for (const { name, plan } of changed) io.stderr.write(`${name}: ${tally(plan.actions)}\n`);
  const first = changed.find(({ output }) => output.use !== undefined)?.output;
  if (first?.use !== undefined) io.stderr.write(nextSteps(first.folder, first.use, io.cwd));
  return EXIT.fine;
}
