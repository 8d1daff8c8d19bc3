// tsc declares every module that it compiles; users reach only what the entry points mention.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const specifier = /(?:from|import|import\()\s*['"](\.{1,2}\/[^'"]+)['"]/gu;

const mentioned = (file) =>
  [...readFileSync(file, 'utf8').matchAll(specifier)].map(([, path]) =>
    resolve(dirname(file), path.replace(/\.js$/u, '.d.ts')),
  );

/** Deletes the declaration files of `folder` that no entry mentions, however far away. */
export const pruneDeclarations = (folder, entries) => {
  const reached = new Set(entries.map((entry) => join(folder, entry)));
  for (const file of reached) for (const next of mentioned(file)) reached.add(next);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(path)) rmSync(path);
  }
};
