import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
  const formatted = folders.map(async (folder) => ({
    ...folder,
    files: await Promise.all(
      folder.files.map(async ({ path, text }) => {
        const filepath = join(folder.folder, path);
        const settings = await prettier.resolveConfig(filepath);
        return { path, text: await prettier.format(text, { ...settings, filepath }) };
      }),
    ),
  }));
  return { folders: await Promise.all(formatted) };
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
