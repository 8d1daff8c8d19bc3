import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { STAGING } from './folder.js';
import { makeFolder, removeIfEmpty } from './folders.js';
import { isCode } from './system-error.js';

/** The file in the staging folder that says who is writing. */
const OWNER = 'owner';

/** Milliseconds after which a lock is a leftover: writing thousands of files takes a few seconds. */
const FORGOTTEN = 60_000;

/**
 * Makes the staging folder of an output folder ours, so that two runs do not mix what they write.
 * The lock of a run that was killed is taken over.
 * @returns false while another run has it
 * @throws the file system's own error where a folder cannot be made
 */
export function lock(folder: string): boolean {
  const staging = join(folder, STAGING);
  makeFolder(staging);
  const owner = join(staging, OWNER);
  if (create(owner)) return true;
  if (!isLeft(owner)) return false;
  rmSync(owner, { force: true });
  return create(owner);
}

/** Gives the staging folder free, with all that is in it; the lock last, for another run may wait for it. */
export function unlock(folder: string): void {
  const staging = join(folder, STAGING);
  for (const name of readdirSync(staging)) {
    if (name !== OWNER) rmSync(join(staging, name), { recursive: true, force: true });
  }
  unlockUnfinished(folder);
  removeIfEmpty(staging);
}

/** Gives the staging folder free, but leaves what the next run needs to tell its own files. */
export const unlockUnfinished = (folder: string): void =>
  rmSync(join(folder, STAGING, OWNER), { force: true });

function create(owner: string): boolean {
  try {
    writeFileSync(owner, `${hostname()} ${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    // ENOENT: the other run has just ended and taken its folder away.
    if (isCode(error, 'EEXIST') || isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Whether the run that made a lock is no more. */
function isLeft(owner: string): boolean {
  try {
    const [host, pid] = readFileSync(owner, 'utf8').trim().split(' ');
    if (host === hostname() && !isAlive(Number(pid))) return true;
    return Date.now() - statSync(owner).mtimeMs > FORGOTTEN;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false; // gone by itself: try again
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}
