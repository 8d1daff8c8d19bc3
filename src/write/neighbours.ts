import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../emit/output-file.js';
import { MANIFEST } from './manifest.js';

/** The nearest folder above this one that petevents writes as well. */
export function outerFolder(folder: string): string | undefined {
  for (let outer = dirname(folder); outer !== dirname(outer); outer = dirname(outer)) {
    if (existsSync(join(outer, MANIFEST))) return outer;
  }
  return undefined;
}

/** A folder among those that the files need that belongs to another output. */
export function innerFolder(folder: string, files: readonly OutputFile[]): string | undefined {
  const inner = new Set(files.map(({ path }) => dirname(join(folder, path))));
  inner.delete(join(folder));
  return [...inner].find((path) => existsSync(join(path, MANIFEST)));
}
