import { PeteventsError } from '../diagnostic.js';
import type { OutputFile } from '../emit/output-file.js';
import { hash, isInside } from './manifest.js';
import type { Manifest } from './manifest.js';

/** What a folder holds now. */
export interface FolderState {
  /** What we wrote last time; `undefined` when we never wrote here. */
  readonly manifest: Manifest | undefined;
  /** What a run that did not come to its end was about to write: those files are ours as well. */
  readonly pending: Manifest | undefined;
  /** The text on disk of each path that the plan asks about; `undefined` when there is no such file. */
  readonly read: (path: string) => string | undefined;
  /** Whether a folder stands at a path. */
  readonly isFolder: (path: string) => boolean;
}

/** What is to be done with one file. */
export interface Action {
  readonly kind: 'create' | 'change' | 'keep' | 'delete';
  readonly path: string;
  readonly text: string;
}

/** A file that stands in the way: we did not write it, or somebody changed it since. */
export interface Obstacle {
  readonly kind: 'foreign' | 'edited';
  readonly path: string;
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly obstacles: readonly Obstacle[];
  /** The manifest after the plan is carried out. */
  readonly manifest: Manifest;
}

/**
 * Compares what should be with what is. Pure: reads through `state`, writes nothing.
 * Every path that an obstacle names has an action as well: what force would do.
 */
export function plan(files: readonly OutputFile[], source: string, state: FolderState): Plan {
  refuseStrayPaths(files);
  const wanted = new Map(files.map((file) => [file.path, file.text]));
  const ours = hashesByPath([state.manifest, state.pending]);
  const orphans = [...ours].filter(([path]) => !wanted.has(path) && !state.isFolder(path));
  const outcomes = [
    ...files.map((file) => judge(file, ours.get(file.path), state.read(file.path))),
    ...orphans.map(([path, hashes]) => judgeOrphan(path, hashes, state.read(path))),
  ];
  return {
    actions: outcomes.flatMap(({ action }) => action ?? []),
    obstacles: outcomes.flatMap(({ obstacle }) => obstacle ?? []),
    manifest: { source, files: new Map(files.map((file) => [file.path, hashOf(file)])) },
  };
}

/** Hashes of files: a run plans twice, before and after the folder is its own. */
const hashes = new WeakMap<OutputFile, string>();

function hashOf(file: OutputFile): string {
  const known = hashes.get(file) ?? hash(file.text);
  hashes.set(file, known);
  return known;
}

/** The hashes that a file may have and still be ours. */
type Hashes = ReadonlySet<string>;

function hashesByPath(manifests: readonly (Manifest | undefined)[]): Map<string, Hashes> {
  const all = new Map<string, Set<string>>();
  for (const [path, text] of manifests.flatMap((manifest) => [...(manifest?.files ?? [])])) {
    all.set(path, (all.get(path) ?? new Set()).add(text));
  }
  return all;
}

interface Outcome {
  readonly action?: Action;
  readonly obstacle?: Obstacle;
}

function judge(file: OutputFile, ours: Hashes | undefined, found: string | undefined): Outcome {
  if (found === undefined) return { action: { kind: 'create', ...file } };
  if (found === file.text) return { action: { kind: 'keep', ...file } };
  const actual = hash(found);
  if (actual === hashOf(file)) return { action: { kind: 'keep', ...file } };
  const action: Action = { kind: 'change', ...file };
  if (ours === undefined) return { action, obstacle: { kind: 'foreign', path: file.path } };
  if (!ours.has(actual)) return { action, obstacle: { kind: 'edited', path: file.path } };
  return { action };
}

function judgeOrphan(path: string, ours: Hashes, found: string | undefined): Outcome {
  if (found === undefined) return {};
  const action: Action = { kind: 'delete', path, text: '' };
  if (!ours.has(hash(found))) return { action, obstacle: { kind: 'edited', path } };
  return { action };
}

/** The last line of defence against a document that names its way out of the folder. */
function refuseStrayPaths(files: readonly OutputFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!isInside(path)) throw new PeteventsError(`output path leaves the folder: ${path}`);
    const key = path.toLowerCase();
    if (seen.has(key)) throw new PeteventsError(`two outputs write ${path}`);
    seen.add(key);
  }
}

/** Whether carrying out the plan would change anything on disk. */
export const changes = (actions: readonly Action[]): Action[] =>
  actions.filter(({ kind }) => kind !== 'keep');
