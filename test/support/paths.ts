import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The project's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A path inside the project. */
export const inProject = (...parts: string[]): string => join(ROOT, ...parts);

/**
 * A folder for what a test writes, new and empty, inside the project, so that the packages that
 * are installed here can be imported from it.
 * @param name unique to the test file: tests run at the same time
 */
export function scratch(name: string): string {
  const folder = inProject('test', '.tmp', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
