import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lock, unlock } from '../../../src/write/lock.js';
import { FolderWriter } from '../../../src/write/write-folder.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petevents-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = () => join(folder, '.petevents-staging/owner');
const leave = (text: string): void => {
  mkdirSync(join(folder, '.petevents-staging'));
  writeFileSync(owner(), text);
};

describe('the lock of an output folder', () => {
  test('is held by one run at a time, and leaves nothing', () => {
    expect(lock(folder)).toBe(true);
    expect(lock(folder)).toBe(false);
    unlock(folder);
    expect(readdirSync(folder)).toEqual([]);
    expect(lock(folder)).toBe(true);
  });

  test('of a process that is gone is taken over at once', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    leave(`${hostname()} ${pid}\n`);
    expect(lock(folder)).toBe(true);
    expect(readFileSync(owner(), 'utf8')).toBe(`${hostname()} ${process.pid}\n`);
  });

  test('of another machine counts for a minute', () => {
    leave('elsewhere 1\n');
    expect(lock(folder)).toBe(false);
    const longAgo = new Date(Date.now() - 61_000);
    utimesSync(owner(), longAgo, longAgo);
    expect(lock(folder)).toBe(true);
  });

  test('a folder that another run has cannot be reserved', () => {
    const first = FolderWriter.reserve(join(folder, 'a/b'));
    expect(first).toBeDefined();
    expect(FolderWriter.reserve(join(folder, 'a/b'))).toBeUndefined();
    first?.cancel();
    expect(readdirSync(folder)).toEqual([]);
  });
});
