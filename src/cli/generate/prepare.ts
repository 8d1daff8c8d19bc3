import { join, relative } from 'node:path';
import { readFolder } from '../../write/folder.js';
import type { Found } from '../../write/folder.js';
import { MANIFEST, printManifest } from '../../write/manifest.js';
import { innerFolder, outerFolder } from '../../write/neighbours.js';
import { changes, plan } from '../../write/plan.js';
import type { Obstacle, Plan } from '../../write/plan.js';
import { printable } from '../printable.js';
import type { FolderOutput } from './outputs.js';

/** The plan for one folder, and why it may not be carried out. */
export interface Prepared {
  readonly output: FolderOutput;
  /** The folder as the user would name it. */
  readonly name: string;
  readonly plan: Plan;
  /** What would be lost, a line each; empty also when the user forces it. */
  readonly refusals: readonly string[];
  /** Every file, and the manifest, is as it should be. */
  readonly upToDate: boolean;
  /** A run was killed here, or is at work. */
  readonly isStaged: boolean;
}

export interface PrepareOptions {
  readonly cwd: string;
  readonly force: boolean;
  /** The folders of this run, which may lie in one another. */
  readonly together: ReadonlySet<string>;
}

/** Compares what should be in a folder with what is. */
export function prepare(output: FolderOutput, options: PrepareOptions): Prepared {
  const state = readFolder(output.folder);
  const planned = plan(output.files, output.source, state);
  const name = showPath(options.cwd, output.folder);
  return {
    output,
    name,
    plan: planned,
    refusals: options.force ? [] : refusals({ ...options, output, name, state, planned }),
    upToDate:
      changes(planned.actions).length === 0 &&
      state.read(MANIFEST) === printManifest(planned.manifest),
    isStaged: state.isStaged,
  };
}

/** A path as the user would write it, safe for a terminal. */
export const showPath = (cwd: string, path: string): string =>
  printable(relative(cwd, path) || '.');

interface Subject extends PrepareOptions {
  readonly output: FolderOutput;
  readonly name: string;
  readonly state: Found;
  readonly planned: Plan;
}

function refusals({ output, name, state, planned, cwd, together }: Subject): string[] {
  if (state.manifest !== undefined && state.manifest.source !== output.source) {
    const other = printable(state.manifest.source);
    return [`${name} holds code of another document (${other}); choose another --out`];
  }
  if (state.broken)
    return [
      `${join(name, MANIFEST)} is damaged, so petevents cannot tell its own files from yours`,
    ];
  const outer = outerFolder(output.folder);
  if (outer !== undefined && !together.has(outer))
    return [`${name} lies inside of ${showPath(cwd, outer)}, which petevents writes as well`];
  const inner = innerFolder(output.folder, output.files);
  if (inner !== undefined && !together.has(inner))
    return [`${showPath(cwd, inner)} is needed, and holds the code of another document`];
  return planned.obstacles.map((obstacle) => describe(name, obstacle));
}

const REASONS = {
  foreign: 'not written by petevents',
  edited: 'edited since it was written',
} as const;

const describe = (name: string, { kind, path }: Obstacle): string =>
  `${printable(join(name, path))}: ${REASONS[kind]}`;
