import { statSync, watch as watchFile } from 'node:fs';
import { basename, dirname, isAbsolute } from 'node:path';
import type { Io } from '../io.js';
import type { Round } from './run.js';

/** Milliseconds in which an editor's several writes count as one change. */
const QUIET = 50;

/**
 * Runs again whenever a file that the last run read changes, until the process is told to stop.
 * Follows folders, not files: editors replace a file instead of writing into it.
 */
export async function watch(io: Io, round: () => Promise<Round>): Promise<number> {
  for (;;) {
    const start = Date.now();
    const { read } = await round();
    const count = `${read.length} ${read.length === 1 ? 'file' : 'files'}`;
    io.stderr.write(`watching ${count}, Ctrl-C stops\n`);
    await nextChange(
      read.filter((path) => isAbsolute(path)),
      start,
    );
  }
}

/** Resolves when one of the files has changed since `start` and things have been quiet for a moment. */
function nextChange(files: readonly string[], start: number): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const changed = (): void => {
      clearTimeout(timer);
      timer = setTimeout(stop, QUIET);
    };
    const watchers = [...byFolder(files)].map(([folder, names]) =>
      watchFile(folder, (_event, name) => {
        if (name === null || names.has(name)) changed();
      }),
    );
    const stop = (): void => {
      for (const watcher of watchers) watcher.close();
      resolve();
    };
    if (files.some((file) => modified(file) >= start)) changed(); // while the round was running
  });
}

/** Milliseconds since 1970; 0 for a file that is not there. */
const modified = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function byFolder(files: readonly string[]): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const file of files) {
    const names = folders.get(dirname(file)) ?? new Set<string>();
    folders.set(dirname(file), names.add(basename(file)));
  }
  return folders;
}
