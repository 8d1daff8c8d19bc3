import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FolderOutput } from './outputs.js';

/** A folder that two outputs of one run would write to, also by different names. */
export function sharedFolder(folders: readonly FolderOutput[]): string | undefined {
  const seen = new Set<string>();
  return folders.find(({ folder }) => {
    const real = realPlace(folder);
    const isKnown = seen.has(real);
    seen.add(real);
    return isKnown;
  })?.folder;
}

/** The path without symbolic links, as far as it exists. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPlace(dirname(path)), basename(path));
  }
}
