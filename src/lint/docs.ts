import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder `docs`, above this file wherever that was bundled to. */
function docsFolder(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const docs = join(folder, 'docs');
    if (existsSync(join(docs, 'diagnostics.md'))) return docs;
    if (folder === dirname(folder)) return undefined;
  }
}

const read = (...path: readonly string[]): string => {
  const docs = docsFolder();
  const file = docs === undefined ? undefined : join(docs, ...path);
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** The page of a rule, in Markdown; undefined where there is none. */
export function ruleText(id: string): string | undefined {
  if (!/^[a-z-]+\/[a-z-]+$/.test(id)) return undefined;
  const page = read('rules', `${id}.md`);
  return page === '' ? undefined : page.replace(/^<!--.*-->\s*/, '');
}

/** The section of `diagnostics.md` about a code. */
export const diagnosticText = (code: string): string | undefined => diagnosticTexts().get(code);

/** Every section of `diagnostics.md`, by code. */
export function diagnosticTexts(): ReadonlyMap<string, string> {
  const sections = read('diagnostics.md').split(/^(?=#{2,3} )/m);
  const coded = sections.flatMap((section) => {
    const code = /^### (\S+\/\S+)\n/.exec(section)?.[1];
    return code === undefined ? [] : [[code, section.replace(/^##/, '')] as const];
  });
  return new Map(coded);
}
