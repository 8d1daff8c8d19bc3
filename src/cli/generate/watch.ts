import { watch as watchFile } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
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
    const { read } = await round();
    io.stderr.write(
      `watching ${read.length} ${read.length === 1 ? 'file' : 'files'}, Ctrl-C stops\n`,
    );
    await nextChange(read);
  }
}

/** Resolves when one of the files has changed and things have been quiet for a moment. */
async function nextChange(files: readonly string[]): Promise<void> {
  const watchers: FSWatcher[] = [];
  await new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const changed = (): void => {
      clearTimeout(timer);
      timer = setTimeout(resolve, QUIET);
    };
    for (const [folder, names] of byFolder(files)) {
      watchers.push(
        watchFile(folder, (_event, name) => {
          if (name === null || names.has(name)) changed();
        }),
      );
    }
  });
  for (const watcher of watchers) watcher.close();
}

function byFolder(files: readonly string[]): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const file of files.filter((path) => path.startsWith('/') || /^[a-zA-Z]:/.test(path))) {
    const folder = folders.get(dirname(file)) ?? new Set<string>();
    folders.set(dirname(file), folder.add(basename(file)));
  }
  return folders;
}
