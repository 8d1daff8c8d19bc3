import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../emit/output-file.js';
import { STAGING } from './folder.js';
import { makeFolder, removeIfEmpty } from './folders.js';
import { lock, unlock } from './lock.js';

/** What may be in a folder that counts as empty: a repository without files, and our own leftovers. */
const ignored = ['.git', '.DS_Store', STAGING];

/** Why a project was not written. */
export type Refusal = 'not-empty' | 'busy';

/**
 * Writes a project into a folder, which is made where it is not there: all of it or nothing. The
 * disk takes everything first; then files and folders move into place, each by one rename.
 * @returns why it was refused
 * @throws the file system's own error; what was there is as it was
 */
export function writeNewProject(folder: string, files: readonly OutputFile[]): Refusal | undefined {
  const made = makeFolder(folder);
  const giveBack = (): void => made.forEach(removeIfEmpty);
  if (!isEmpty(folder)) return 'not-empty';
  try {
    if (!lock(folder)) return 'busy';
  } catch (error) {
    giveBack();
    throw error;
  }
  const moved: string[] = [];
  try {
    const staging = join(folder, STAGING, 'project');
    rmSync(staging, { recursive: true, force: true });
    stage(staging, files);
    for (const name of readdirSync(staging)) {
      renameSync(join(staging, name), join(folder, name));
      moved.push(join(folder, name));
    }
    unlock(folder);
  } catch (error) {
    for (const path of moved) rmSync(path, { recursive: true, force: true });
    unlock(folder);
    giveBack();
    throw error;
  }
  return undefined;
}

const isEmpty = (folder: string): boolean =>
  readdirSync(folder).every((name) => ignored.includes(name));

function stage(staging: string, files: readonly OutputFile[]): void {
  for (const { path, text } of files) {
    const target = join(staging, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
