import { join, relative } from 'node:path';
import { MANIFEST, printManifest } from '../../write/manifest.js';
import { apply, readFolder } from '../../write/folder.js';
import { changes, plan } from '../../write/plan.js';
import type { Action, Obstacle, Plan } from '../../write/plan.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { nextSteps } from './next-steps.js';
import type { FolderOutput } from './outputs.js';

interface DeliverFlags {
  readonly check?: true;
  readonly dryRun?: true;
  readonly force?: true;
}

/** The plan for one folder, and why it may not be carried out. */
interface Prepared {
  readonly folder: string;
  /** The folder as the user would name it. */
  readonly name: string;
  readonly plan: Plan;
  readonly refusal: string | undefined;
  readonly upToDate: boolean;
}

/**
 * Writes all folders, or none where something stands in the way of one; or checks; or lists.
 * @returns the exit code
 */
export function deliver(folders: readonly FolderOutput[], flags: DeliverFlags, io: Io): number {
  try {
    const prepared = folders.map((folder) => prepare(folder, flags, io.cwd));
    if (flags.check === true) return check(prepared, io);
    if (flags.dryRun === true) return list(prepared, io);
    return write(prepared, io);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    io.stderr.write(`petevents generate: ${explain(error)}\nnothing was written\n`);
    return EXIT.failed;
  }
}

function prepare(output: FolderOutput, flags: DeliverFlags, cwd: string): Prepared {
  const state = readFolder(output.folder);
  const planned = plan(output.files, output.source, state);
  const name = relative(cwd, output.folder) || '.';
  const other = state.manifest !== undefined && state.manifest.source !== output.source;
  const refusal = other
    ? `${name} holds code of another document (${state.manifest.source}); choose another --out`
    : state.broken
      ? `${join(name, MANIFEST)} is damaged, so petevents cannot tell its own files from yours`
      : describe(name, planned.obstacles);
  const upToDate =
    changes(planned.actions).length === 0 &&
    state.read(MANIFEST) === printManifest(planned.manifest);
  return {
    folder: output.folder,
    name,
    plan: planned,
    refusal: flags.force === true ? undefined : refusal,
    upToDate,
  };
}

function describe(name: string, obstacles: readonly Obstacle[]): string | undefined {
  if (obstacles.length === 0) return undefined;
  const reasons = { foreign: 'not written by petevents', edited: 'edited since it was written' };
  return obstacles.map(({ kind, path }) => `${join(name, path)}: ${reasons[kind]}`).join('\n  ');
}

function write(prepared: readonly Prepared[], io: Io): number {
  const refusals = prepared.flatMap(({ refusal }) => refusal ?? []);
  if (refusals.length > 0) {
    io.stderr.write(
      `petevents generate: these would be lost:\n  ${refusals.join('\n  ')}\n` +
        'Move them away, or run again with --force. Nothing was written.\n',
    );
    return EXIT.findings;
  }
  const stale = prepared.filter(({ upToDate }) => !upToDate);
  for (const { folder, plan: planned } of stale) apply(folder, planned);
  if (stale.length === 0) {
    io.stderr.write('everything is up to date, nothing was written\n');
    return EXIT.fine;
  }
  for (const { name, plan: planned } of stale)
    io.stderr.write(`${name}: ${tally(planned.actions)}\n`);
  const code = prepared.find(({ plan: planned }) => isCode(planned.actions));
  if (code !== undefined) io.stderr.write(nextSteps(code.name, code.plan.actions));
  return EXIT.fine;
}

const isCode = (actions: readonly Action[]): boolean =>
  actions.some(({ path }) => path === 'client.ts');

function check(prepared: readonly Prepared[], io: Io): number {
  const lines = prepared.flatMap(({ name, plan: planned }) => [
    ...planned.obstacles.map(({ kind, path }) => `${kind.padEnd(8)} ${join(name, path)}`),
    ...changes(planned.actions)
      .filter(({ path }) => !planned.obstacles.some((obstacle) => obstacle.path === path))
      .map(({ kind, path }) => `${STALE[kind].padEnd(8)} ${join(name, path)}`),
  ]);
  const unrecorded = prepared.filter(({ upToDate }) => !upToDate && lines.length === 0);
  lines.push(...unrecorded.map(({ name }) => `stale    ${join(name, MANIFEST)}`));
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  if (lines.length === 0) return EXIT.fine;
  io.stderr.write('the output is not what the document says: run petevents generate\n');
  return EXIT.findings;
}

const STALE = { create: 'missing', change: 'stale', keep: '', delete: 'orphaned' } as const;

function list(prepared: readonly Prepared[], io: Io): number {
  for (const { name, plan: planned } of prepared) {
    for (const { kind, path } of changes(planned.actions)) {
      io.stdout.write(`${kind.padEnd(8)} ${join(name, path)}\n`);
    }
    io.stderr.write(`${name}: ${tally(planned.actions)} (dry run, nothing was written)\n`);
  }
  const refusals = prepared.flatMap(({ refusal }) => refusal ?? []);
  for (const refusal of refusals) io.stderr.write(`generate would refuse:\n  ${refusal}\n`);
  return refusals.length > 0 ? EXIT.findings : EXIT.fine;
}

const PAST = {
  create: 'created',
  change: 'changed',
  keep: 'unchanged',
  delete: 'deleted',
} as const;

function tally(actions: readonly Action[]): string {
  const kinds = ['create', 'change', 'delete', 'keep'] as const;
  const counts = kinds.map(
    (kind) => [actions.filter((a) => a.kind === kind).length, PAST[kind]] as const,
  );
  return counts.flatMap(([number, words]) => (number > 0 ? `${number} ${words}` : [])).join(', ');
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
};

const explain = (error: NodeJS.ErrnoException): string =>
  `${error.path ?? 'the output folder'}: ${REASONS[error.code ?? ''] ?? error.message}`;
