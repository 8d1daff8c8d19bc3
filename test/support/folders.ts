import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expect } from 'vitest';
import type { OutputFile } from '../../src/emit/output-file.js';

/** The files below a folder, sorted by path; none when it does not exist. */
export function readFolder(folder: string): OutputFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(folder, path).split(sep).join('/'),
      text: readFileSync(path, 'utf8'),
    }))
    .sort(byPath);
}

/** Writes files below a folder, which it makes when it is not there. */
export function writeFolder(folder: string, files: Iterable<OutputFile>): void {
  for (const { path, text } of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/**
 * Expects the files to be those below `expectedDir`, byte by byte. With `UPDATE_EXPECTED=1` it
 * writes them there instead, and removes what is there beside them: read the difference.
 */
export function expectFolder(actual: Iterable<OutputFile>, expectedDir: string): void {
  const files = [...actual].sort(byPath);
  if (process.env['UPDATE_EXPECTED'] === '1') {
    rmSync(expectedDir, { recursive: true, force: true });
    writeFolder(expectedDir, files);
  }
  const expected = readFolder(expectedDir);
  expect(files.map(({ path }) => path)).toEqual(expected.map(({ path }) => path));
  for (const [index, { path, text }] of files.entries()) {
    expect(text, path).toBe(expected[index]?.text);
  }
}

const byPath = (a: OutputFile, b: OutputFile): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
