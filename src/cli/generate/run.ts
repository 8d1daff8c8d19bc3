import { relative } from 'node:path';
import { hasErrors } from '../../diagnostic.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { loadOptions } from '../load-options.js';
import type { LoadFlags } from '../load-options.js';
import type { Job } from '../config.js';
import type { Generated } from '../../pipeline.js';
import { Progress } from '../progress.js';
import { exitCode, report } from '../report.js';
import { formatWithProject } from './format.js';
import { findJobs } from './jobs.js';
import type { JobFlags } from './jobs.js';
import { foldersOf, generateJob } from './outputs.js';
import type { FolderOutput } from './outputs.js';
import { deliver } from './deliver.js';
import { watch } from './watch.js';

export interface GenerateFlags extends LoadFlags, JobFlags {
  readonly check?: true;
  readonly dryRun?: true;
  readonly watch?: true;
  readonly format?: true;
  readonly force?: true;
}

/** Runs `petevents generate`. @returns the exit code */
export async function runGenerate(
  document: string | undefined,
  flags: GenerateFlags,
  io: Io,
): Promise<number> {
  const found = await findJobs(document, flags, io.cwd);
  if ('usage' in found) {
    io.stderr.write(`petevents generate: ${found.usage}\n`);
    return EXIT.failed;
  }
  if ('diagnostics' in found) {
    report({ source: undefined, diagnostics: found.diagnostics }, 'text', io);
    return EXIT.failed;
  }
  if (flags.watch !== true) return (await once(found.jobs, flags, io)).exitCode;
  return watch(io, async () => once(found.jobs, flags, io));
}

/** How a run ended, and which files it read. */
export interface Round {
  readonly exitCode: number;
  readonly read: readonly string[];
}

async function once(jobs: readonly Job[], flags: GenerateFlags, io: Io): Promise<Round> {
  const progress = new Progress(io.stderr);
  const results: { readonly job: Job; readonly result: Generated }[] = [];
  for (const job of jobs) {
    const name = relative(io.cwd, job.document);
    const result = await generateJob(job, loadOptions(flags, io), (stage) =>
      progress.step(`${name}: ${stage}`),
    );
    progress.done();
    report(result, 'text', io);
    results.push({ job, result });
  }
  const read = results.flatMap(({ job, result }) => [
    job.document,
    ...(result.source?.files.keys() ?? []),
  ]);
  const worst = Math.max(...results.map(({ result }) => exitCode(result.diagnostics)));
  if (worst !== EXIT.fine || results.some(({ result }) => hasErrors(result.diagnostics))) {
    io.stderr.write('nothing was written\n');
    return { exitCode: worst, read: [...new Set(read)] };
  }
  const folders = foldersOf(results.map(({ job, result }) => ({ job, files: result.files ?? [] })));
  return { exitCode: await writeAll(folders, flags, io), read: [...new Set(read)] };
}

async function writeAll(
  folders: readonly FolderOutput[],
  flags: GenerateFlags,
  io: Io,
): Promise<number> {
  if (flags.format !== true) return deliver(folders, flags, io);
  const formatted = await formatWithProject(folders, io.cwd);
  if ('usage' in formatted) {
    io.stderr.write(`petevents generate: ${formatted.usage}\n`);
    return EXIT.failed;
  }
  return deliver(formatted.folders, flags, io);
}
