import { basename, posix, relative, sep } from 'node:path';
import type { LoadOptions } from '../../load/load.js';
import { generate } from '../../pipeline.js';
import type { Generated, OnStage } from '../../pipeline.js';
import type { OutputFile } from '../../emit/output-file.js';
import type { Job } from '../config.js';
import type { Use } from './next-steps.js';

/** What goes into one folder, and from which document, as the manifest names it. */
export interface FolderOutput {
  readonly folder: string;
  readonly source: string;
  readonly files: readonly OutputFile[];
  /** For the next steps; a folder with only a shared run time has none. */
  readonly use?: Use;
}

/** Runs the pipeline for one job. */
export const generateJob = (job: Job, options: LoadOptions, onStage: OnStage): Promise<Generated> =>
  generate(
    job.document,
    {
      ...options,
      ...(job.protocols === undefined ? {} : { protocols: job.protocols }),
      perspective: job.perspective,
      extras: job.extras,
      runtime: slashed(relative(job.out, job.runtime)),
      sourceName: job.document === '-' ? 'standard input' : basename(job.document),
    },
    onStage,
  );

/** What came out of a job. */
export interface JobOutput {
  readonly job: Job;
  readonly files: readonly OutputFile[];
  /** A first call of the client. */
  readonly call: string | undefined;
}

const RUNTIME = 'runtime/';

/**
 * Sorts the files of all jobs into folders. The run time comes out of each job under `runtime/`
 * and is moved to the folder that it is to lie in, once, where jobs share it.
 */
export function foldersOf(results: readonly JobOutput[]): FolderOutput[] {
  const folders = results.map(({ job, files, call }) => ({
    folder: job.out,
    use: { runtime: job.runtime, call },
    source: sourceOf(job),
    files: isShared(job) ? files.filter(({ path }) => !path.startsWith(RUNTIME)) : files,
  }));
  return [...folders, ...sharedRuntimes(results)];
}

function sharedRuntimes(results: readonly JobOutput[]): FolderOutput[] {
  const shared = new Map<string, Map<string, OutputFile>>();
  for (const { job, files } of results.filter(({ job }) => isShared(job))) {
    const folder = shared.get(job.runtime) ?? new Map<string, OutputFile>();
    for (const { path, text } of files.filter(({ path }) => path.startsWith(RUNTIME))) {
      folder.set(path, { path: path.slice(RUNTIME.length), text });
    }
    shared.set(job.runtime, folder);
  }
  return [...shared].map(([folder, files]) => ({
    folder,
    source: 'petevents run time',
    files: [...files.values()],
  }));
}

const isShared = ({ out, runtime }: Job): boolean => slashed(relative(out, runtime)) !== 'runtime';

const sourceOf = ({ document, out }: Job): string =>
  document === '-' ? '-' : slashed(relative(out, document));

const slashed = (path: string): string => path.split(sep).join(posix.sep);
