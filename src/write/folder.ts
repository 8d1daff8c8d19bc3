import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANIFEST, parseManifest, printManifest } from './manifest.js';
import { changes } from './plan.js';
import type { FolderState, Plan } from './plan.js';

/** What a folder holds now; `broken` when its manifest cannot be read as one. */
export function readFolder(folder: string): FolderState & { readonly broken: boolean } {
  const text = readText(join(folder, MANIFEST));
  const manifest = text === undefined ? undefined : parseManifest(text);
  return {
    manifest,
    broken: text !== undefined && manifest === undefined,
    read: (path) => readText(join(folder, path)),
  };
}

/**
 * Carries a plan out. First everything is written beside its place; only when the disk has taken
 * all of it do files move into place, each by one rename. A failure before that changes nothing.
 * @throws the file system's own error (`EACCES`, `ENOSPC`, ...) after removing what it had staged
 */
export function apply(folder: string, { actions, manifest }: Plan): void {
  const staging = join(folder, `.petevents-${process.pid.toString(36)}-${Date.now().toString(36)}`);
  const writes = changes(actions).filter(({ kind }) => kind !== 'delete');
  const firstNew = mkdirSync(staging, { recursive: true });
  try {
    writes.forEach(({ text }, index) => writeFileSync(join(staging, String(index)), text));
    writeFileSync(join(staging, MANIFEST), printManifest(manifest));
    makeFolders(
      folder,
      writes.map(({ path }) => path),
    );
    writes.forEach(({ path }, index) =>
      renameSync(join(staging, String(index)), join(folder, path)),
    );
    for (const { kind, path } of actions) if (kind === 'delete') remove(folder, path);
    renameSync(join(staging, MANIFEST), join(folder, MANIFEST));
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (firstNew !== undefined) removeIfEmpty(folder);
    throw error;
  }
  rmSync(staging, { recursive: true, force: true });
}

function makeFolders(folder: string, paths: readonly string[]): void {
  const folders = new Set(paths.map((path) => dirname(join(folder, path))));
  for (const path of folders) mkdirSync(path, { recursive: true });
}

/** Deletes a file of ours, and the folders that this leaves empty. */
function remove(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (!removeIfEmpty(join(folder, parent))) return;
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false; // not empty, or already gone: either way not ours to force
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
