import type { Diagnostic } from '../../diagnostic.js';
import type { Source } from '../../load/source.js';
import { ignoreUnused } from '../../lint/rules/ignore/unused.js';
import { Levels } from '../../lint/settings.js';
import type { Linted } from '../../lint/lint.js';
import type { Checked } from '../../pipeline.js';
import { compare, readBaseline } from './baseline.js';
import type { Compared } from './baseline.js';
import type { Run } from './plan.js';

/** A document, and what lint made of it. */
export interface Result extends Checked {
  /** Missing where the document is not valid. */
  readonly linted: Linted | undefined;
}

/** Takes out what the baseline knows, and reports what it knows and nothing finds any more. */
export async function withBaseline(
  results: readonly Result[],
  { baseline: path, settings }: Run,
  cwd: string,
): Promise<readonly Checked[]> {
  if (path === undefined) return results;
  const baseline = await readBaseline(path, cwd, false);
  const all = results.flatMap(({ diagnostics }) => diagnostics);
  const { fresh, stale } = compare(baseline, all, { cwd, files: lintedFiles(results) });
  const known = new Set(fresh);
  const left = results.map(({ source, diagnostics }) => ({
    source,
    diagnostics: diagnostics.filter((diagnostic) => known.has(diagnostic)),
  }));
  const { source } = baseline;
  if (source === undefined) return left;
  return [...left, { source, diagnostics: staleEntries(stale, source, new Levels(settings)) }];
}

/** Files that every rule has looked at: nothing is known of those of a document that is not valid. */
function lintedFiles(results: readonly Result[]): ReadonlySet<string> {
  const filesOf = ({ source }: Result): readonly string[] => [...(source?.files.keys() ?? [])];
  const files = new Set(results.filter(({ linted }) => linted !== undefined).flatMap(filesOf));
  for (const file of results.filter(({ linted }) => linted === undefined).flatMap(filesOf))
    files.delete(file);
  return files;
}

const staleEntries = (stale: Compared['stale'], { root }: Source, levels: Levels): Diagnostic[] =>
  stale.flatMap(({ index, entry: { rule, file, count }, found }) => {
    const pointer = `/findings/${index}`;
    const severity = levels.at(ignoreUnused, { file: root, pointer });
    if (severity === 'off') return [];
    const times = found === 0 ? 'none is found any more' : `only ${found} found now`;
    const message = `The baseline knows ${count} of \`${rule}\` in ${file}; ${times}.`;
    const help = ignoreUnused.remedy;
    return [{ code: ignoreUnused.id, severity, message, help, pointer, at: root.locate(pointer) }];
  });
