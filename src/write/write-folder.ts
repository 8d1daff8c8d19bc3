import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STAGING } from './folder.js';
import { makeFolder, removeIfEmpty } from './folders.js';
import { lock, unlock, unlockUnfinished } from './lock.js';
import { MANIFEST, printManifest } from './manifest.js';
import { changes } from './plan.js';
import type { Action, Plan } from './plan.js';

/**
 * One output folder while it is written: reserved for this run, then staged (the disk takes
 * everything beside its place), then committed (each file moves into place by one rename).
 * Until `commit` nothing that was there has changed, and `cancel` leaves no trace.
 */
export class FolderWriter {
  readonly #folder: string;
  readonly #made: string[];

  private constructor(folder: string, made: string[]) {
    this.#folder = folder;
    this.#made = made;
  }

  /**
   * Reserves a folder, which is made where it is not there.
   * @returns undefined while another run is writing into it
   * @throws the file system's own error
   */
  static reserve(folder: string): FolderWriter | undefined {
    const made = makeFolder(folder);
    try {
      if (lock(folder)) return new FolderWriter(folder, made);
    } catch (error) {
      made.forEach(removeIfEmpty);
      throw error;
    }
    return undefined;
  }

  /** @throws the file system's own error: `EACCES`, `ENOSPC`, ... */
  stage({ actions, manifest }: Plan): void {
    const writes = writesOf(actions);
    writes.forEach(({ text }, index) => writeFileSync(this.#staged(String(index)), text));
    for (const folder of new Set(writes.map(({ path }) => dirname(join(this.#folder, path))))) {
      this.#made.unshift(...makeFolder(folder));
    }
    writeFileSync(this.#staged(MANIFEST), printManifest(manifest));
  }

  /** @throws the file system's own error; the folder is then partly written, and the next run mends it */
  commit({ actions }: Plan): void {
    try {
      writesOf(actions).forEach(({ path }, index) =>
        renameSync(this.#staged(String(index)), join(this.#folder, path)),
      );
      for (const { kind, path } of actions) if (kind === 'delete') remove(this.#folder, path);
      renameSync(this.#staged(MANIFEST), join(this.#folder, MANIFEST));
    } catch (error) {
      unlockUnfinished(this.#folder);
      throw error;
    }
    unlock(this.#folder);
  }

  /** Gives the folder back as it was. */
  cancel(): void {
    unlock(this.#folder);
    this.#made.forEach(removeIfEmpty);
  }

  readonly #staged = (name: string): string => join(this.#folder, STAGING, name);
}

const writesOf = (actions: readonly Action[]): Action[] =>
  changes(actions).filter(({ kind }) => kind !== 'delete');

/** Deletes a file of ours, and the folders that this leaves empty. */
function remove(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (!removeIfEmpty(join(folder, parent))) return;
  }
}
