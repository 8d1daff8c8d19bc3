import { existsSync, realpathSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readText } from '../../load/read.js';

/** Milliseconds in which an editor's several writes count as one change. */
const QUIET = 50;

/** The text of files by absolute path; undefined for one that cannot be read. */
export type Texts = ReadonlyMap<string, string | undefined>;

/** What the files hold now. */
export const textsOf = (paths: Iterable<string>): Texts =>
  new Map([...paths].map((path) => [path, textOf(path)]));

/**
 * Waits for a file to have other text than it had when it was read; so a change that came while
 * the run was busy counts, and a touch does not. Follows folders, not files: editors replace a file
 * instead of writing into it, and a file that is gone may come back.
 */
export class Follower {
  /** Resolves at the first change. @throws the file system's own error */
  readonly changed: Promise<undefined>;
  readonly #texts: Texts;
  #watchers: readonly FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param texts as they were when the files were read */
  constructor(texts: Texts) {
    this.#texts = texts;
    this.changed = new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          this.#look(() => resolve(undefined), look);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      look();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  /** Watches first and compares then, so that no change falls in between. */
  #look(found: () => void, again: () => void): void {
    this.close();
    this.#timer = undefined;
    const later = (): void => {
      this.#timer ??= setTimeout(again, QUIET);
    };
    this.#watchers = [...namesByFolder(this.#texts.keys())].map(([folder, names]) =>
      watch(folder, (_event, name) => {
        if (name === null || names.has(name) || name === basename(folder)) later();
      }).on('error', later),
    );
    const isOther = [...this.#texts].some(([path, text]) => textOf(path) !== text);
    if (isOther) this.#timer = setTimeout(found, QUIET);
  }
}

function textOf(path: string): string | undefined {
  const read = readText(path);
  return read.ok ? read.text : undefined;
}

/** Which names to listen for in which folders; of a link also those of what it leads to. */
function namesByFolder(paths: Iterable<string>): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of [...paths].flatMap(withTarget)) {
    const name = nearestName(path);
    const names = folders.get(dirname(name)) ?? new Set<string>();
    folders.set(dirname(name), names.add(basename(name)));
  }
  return folders;
}

const withTarget = (path: string): string[] =>
  existsSync(path) ? [...new Set([path, realpathSync(path)])] : [path];

/** The path itself where its folder is there, else the highest folder above it that is missing. */
function nearestName(path: string): string {
  const folder = dirname(path);
  return folder === path || existsSync(folder) ? path : nearestName(folder);
}
