import { readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST, parseManifest } from './manifest.js';
import type { FolderState } from './plan.js';
import { isCode } from './system-error.js';

/** The folder inside an output folder in which a run prepares what it writes. */
export const STAGING = '.petevents-staging';

/** What a folder holds now. */
export interface Found extends FolderState {
  /** There is a manifest, and it cannot be read as one. */
  readonly broken: boolean;
  /** A run is writing here, or was killed while it did. */
  readonly isStaged: boolean;
}

/**
 * Looks at an output folder, which need not be there.
 * @throws the file system's own error, later also from `read`: `EACCES`, `EISDIR`, ...
 */
export function readFolder(folder: string): Found {
  const read = (path: string): string | undefined => readText(join(folder, path));
  const text = read(MANIFEST);
  const manifest = text === undefined ? undefined : parseManifest(text);
  return {
    manifest,
    pending: parseManifest(read(`${STAGING}/${MANIFEST}`) ?? ''),
    broken: text !== undefined && manifest === undefined,
    isStaged: statOf(join(folder, STAGING)) !== undefined,
    read,
    isFolder: (path) => statOf(join(folder, path))?.isDirectory() === true,
  };
}

function readText(path: string): string | undefined {
  const stat = statOf(path);
  if (stat === undefined) return undefined;
  if (stat.isFile()) return readFileSync(path, 'utf8');
  // To read from a pipe would wait for ever.
  const code = stat.isDirectory() ? 'EISDIR' : 'EFTYPE';
  throw Object.assign(new Error('not a file'), { code, syscall: 'read', path });
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}
