import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printable } from '../printable.js';
import type { FolderOutput } from './outputs.js';

/** What we call of Prettier 2 or 3. */
interface Prettier {
  format(text: string, options: object): string | Promise<string>;
  resolveConfig(path: string): Promise<object | null>;
}

/** Runs the project's own Prettier, with the project's settings, over the output. */
export async function formatWithProject(
  folders: readonly FolderOutput[],
  cwd: string,
): Promise<{ readonly folders: FolderOutput[] } | { readonly usage: string }> {
  const prettier = await projectPrettier(cwd);
  if (prettier === undefined) {
    return { usage: '--format needs Prettier in this project: npm install --save-dev prettier' };
  }
  try {
    const formatted = folders.map((folder) => formatFolder(folder, prettier));
    return { folders: await Promise.all(formatted) };
  } catch (error) {
    // What the project's Prettier and its settings do is not in our hands.
    const message = error instanceof Error ? error.message : String(error);
    return { usage: `Prettier failed: ${message.split('\n').map(printable).join('\n  ')}` };
  }
}

async function formatFolder(output: FolderOutput, prettier: Prettier): Promise<FolderOutput> {
  const files = output.files.map(async ({ path, text }) => {
    const filepath = join(output.folder, path);
    const settings = await prettier.resolveConfig(filepath);
    return { path, text: await prettier.format(text, { ...settings, filepath }) };
  });
  return { ...output, files: await Promise.all(files) };
}

async function projectPrettier(cwd: string): Promise<Prettier | undefined> {
  try {
    const path = createRequire(join(cwd, 'package.json')).resolve('prettier');
    const module = (await import(pathToFileURL(path).href)) as Prettier & { default?: Prettier };
    return module.default ?? module;
  } catch {
    return undefined; // not installed: the caller says how to
  }
}
