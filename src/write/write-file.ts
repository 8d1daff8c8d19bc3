import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './folders.js';

/**
 * Writes one file as a whole or not at all: readers see the old text or the new one. Folders on the
 * way are made; a link stays a link; a device or a pipe is written to as it is.
 * @throws the file system's own error: `EACCES`, `ENOSPC`, ...
 */
export function writeFile(path: string, text: string): void {
  const known = statSync(path, { throwIfNoEntry: false });
  if (known !== undefined && !known.isFile()) {
    writeFileSync(path, text);
    return;
  }
  const target = known === undefined ? path : realpathSync(path);
  makeFolder(dirname(target));
  const staged = join(dirname(target), `.${basename(target)}.${process.pid}`);
  try {
    writeFileSync(staged, text, known === undefined ? {} : { mode: known.mode });
    renameSync(staged, target);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
}
