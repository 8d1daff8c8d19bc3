import { mkdirSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder and those above it. @returns those that were not there, deepest first */
export function makeFolder(path: string): string[] {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return [];
  const made = [path];
  for (let folder = path; folder !== first && folder !== dirname(folder);) {
    folder = dirname(folder);
    made.push(folder);
  }
  return made;
}

/** Removes a folder unless something is in it. @returns whether it is gone */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false; // not empty, or already gone: either way not ours to force
  }
}
