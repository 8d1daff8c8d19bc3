import type { Diagnostic } from '../../diagnostic.js';
import type { Source } from '../../load/source.js';
import { ignoreUnused } from '../../lint/rules/ignore/unused.js';
import { Levels } from '../../lint/settings.js';
import type { Checked } from '../../pipeline.js';
import { compare, readBaseline } from './baseline.js';
import type { Compared } from './baseline.js';
import type { Run } from './plan.js';

/** Takes out what the baseline knows, and reports what it knows and nothing finds any more. */
export async function withBaseline(
  results: readonly Checked[],
  { baseline: path, settings }: Run,
  cwd: string,
): Promise<readonly Checked[]> {
  if (path === undefined) return results;
  const baseline = await readBaseline(path, cwd, false);
  const files = new Set(results.flatMap(({ source }) => [...(source?.files.keys() ?? [])]));
  const all = results.flatMap(({ diagnostics }) => diagnostics);
  const { fresh, stale } = compare(baseline, all, { cwd, files });
  const known = new Set(fresh);
  const left = results.map(({ source, diagnostics }) => ({
    source,
    diagnostics: diagnostics.filter((diagnostic) => known.has(diagnostic)),
  }));
  const { source } = baseline;
  if (source === undefined) return left;
  return [...left, { source, diagnostics: staleEntries(stale, source, new Levels(settings)) }];
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
