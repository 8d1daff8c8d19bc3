import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isCode } from './system-error.js';

/**
 * Makes a folder and those above it. Not with `recursive`, which never returns where the system
 * answers that a folder which is there does not exist (`/proc`).
 * @returns those that were not there, deepest first
 * @throws the file system's own error
 */
export function makeFolder(path: string): string[] {
  if (isFolder(path)) return [];
  const above = dirname(path) === path ? [] : makeFolder(dirname(path));
  try {
    mkdirSync(path);
    return [path, ...above];
  } catch (error) {
    if (isCode(error, 'EEXIST') && isFolder(path)) return above; // another run was faster
    above.forEach(removeIfEmpty);
    throw error;
  }
}

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // to make it says why it cannot be looked at
  }
};

/** Removes a folder unless something is in it. @returns whether it is gone */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false; // not empty, or already gone: either way not ours to force
  }
}
