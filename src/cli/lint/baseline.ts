import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostic.js';
import { isDemanded } from '../../lint/suppress.js';
import { load } from '../../load/load.js';
import type { Source } from '../../load/source.js';
import { writeFile } from '../../write/write-file.js';
import { UsageError } from '../usage-error.js';

/**
 * Findings that are known, so that only new ones are shown. An entry knows a finding by its rule, its
 * file and its place in the document, not by its line; items of lists count, but not in which order.
 */
export interface Baseline {
  readonly source: Source | undefined;
  readonly folder: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly rule: string;
  /** Relative to the baseline, with `/`. */
  readonly file: string;
  /** JSON Pointer, with `*` for places in lists. */
  readonly pointer: string;
  readonly count: number;
}

/** Reads a baseline. One that is missing has no entries if it may be: when it is about to be written. */
export async function readBaseline(
  path: string,
  cwd: string,
  mayBeMissing: boolean,
): Promise<Baseline> {
  const folder = dirname(path);
  if (!existsSync(path)) {
    if (mayBeMissing) return { source: undefined, folder, entries: [] };
    throw new UsageError(
      `there is no baseline ${relative(cwd, path)}; --update-baseline writes one`,
    );
  }
  const { value: source, diagnostics } = await load(path, { cwd });
  const entries =
    source === undefined || diagnostics.length > 0 ? undefined : entriesOf(source.root.value);
  if (entries === undefined)
    throw new UsageError(`${relative(cwd, path)} is no baseline; --update-baseline writes one`);
  return { source, folder, entries };
}

function entriesOf(value: unknown): readonly Entry[] | undefined {
  const findings =
    typeof value === 'object' && value !== null && 'findings' in value ? value.findings : undefined;
  return Array.isArray(findings) && findings.every(isEntry) ? findings : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { rule, file, pointer, count } = value as Readonly<Record<string, unknown>>;
  return [rule, file, pointer].every((each) => typeof each === 'string') && Number.isInteger(count);
}

const keyOf = ({ rule, file, pointer }: Omit<Entry, 'count'>): string =>
  [rule, file, pointer].join('\n');

/** The entry that a finding falls under. */
export function entryOf(
  { code, at, pointer }: Diagnostic,
  folder: string,
  cwd: string,
): Omit<Entry, 'count'> {
  const file = relative(folder, resolve(cwd, at.uri)).split(sep).join('/');
  return { rule: code, file, pointer: pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*') };
}

/** What a baseline makes of the findings. */
export interface Compared {
  /** Findings that it does not know. */
  readonly fresh: readonly Diagnostic[];
  /** Entries of which fewer are found, and how many. */
  readonly stale: readonly {
    readonly index: number;
    readonly entry: Entry;
    readonly found: number;
  }[];
}

/** Takes out what the baseline knows. Entries of files that were not looked at are left alone. */
export function compare(
  { entries, folder }: Baseline,
  diagnostics: readonly Diagnostic[],
  { cwd, files }: { readonly cwd: string; readonly files: ReadonlySet<string> },
): Compared {
  const left = new Map(entries.map((entry) => [keyOf(entry), entry.count]));
  const fresh = diagnostics.filter((diagnostic) => {
    const key = keyOf(entryOf(diagnostic, folder, cwd));
    const count = left.get(key) ?? 0;
    if (count === 0 || isDemanded(diagnostic)) return true;
    left.set(key, count - 1);
    return false;
  });
  const stale = entries.flatMap((entry, index) => {
    const unused = left.get(keyOf(entry)) ?? 0;
    const isSeen = files.has(resolve(folder, entry.file));
    return unused > 0 && isSeen ? [{ index, entry, found: entry.count - unused }] : [];
  });
  return { fresh, stale };
}

/** Writes the baseline that knows these findings. @returns how many it knows */
export function writeBaseline(
  path: string,
  diagnostics: readonly Diagnostic[],
  cwd: string,
): number {
  const known = diagnostics.filter((diagnostic) => !isDemanded(diagnostic));
  const entries = new Map<string, Entry>();
  for (const diagnostic of known) {
    const entry = entryOf(diagnostic, dirname(path), cwd);
    const count = (entries.get(keyOf(entry))?.count ?? 0) + 1;
    entries.set(keyOf(entry), { ...entry, count });
  }
  const findings = [...entries.values()].sort((a, b) => (fileFirst(a) < fileFirst(b) ? -1 : 1));
  const lines = findings.map((entry) => `    ${JSON.stringify(entry)}`);
  writeFile(path, `{\n  "version": 1,\n  "findings": [\n${lines.join(',\n')}\n  ]\n}\n`);
  return known.length;
}

const fileFirst = ({ file, rule, pointer }: Entry): string => [file, rule, pointer].join('\n');
