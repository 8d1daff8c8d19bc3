import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PeteventsError } from '../diagnostic.js';

/** The package's own `templates` folder, from the source as from the bundle. */
export function templatesFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'templates');
    if (existsSync(join(path, 'runtime', 'memory.ts'))) return path;
    if (folder === dirname(folder)) throw new PeteventsError('the templates folder is missing');
  }
}

/** The text of every file below a folder of `templates`, by its path with `/`, sorted. */
export function readTemplates(name: string): [path: string, text: string][] {
  const root = join(templatesFolder(), name);
  return listFiles(root, '').map((path) => [path, readFileSync(join(root, path), 'utf8')]);
}

function listFiles(root: string, below: string): string[] {
  const entries = readdirSync(join(root, below), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, path) : [path];
    });
}
