import { relative } from 'node:path';
import type { Generated } from '../../pipeline.js';
import type { Job } from '../config.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { loadOptions } from '../load-options.js';
import type { LoadFlags } from '../load-options.js';
import { printable } from '../printable.js';
import { Progress } from '../progress.js';
import type { OutputFlags } from '../output-options.js';
import { exitCodeFor } from '../fail-on.js';
import { report } from '../report.js';
import type { Format } from '../reporters/index.js';
import type { DeliverFlags } from './deliver.js';
import type { JobFlags } from './jobs.js';
import { textsOf } from './follow.js';
import { firstCall } from './next-steps.js';
import { generateJob } from './outputs.js';
import type { JobOutput } from './outputs.js';

export interface GenerateFlags extends LoadFlags, JobFlags, DeliverFlags {
  readonly format?: true;
  /** How findings are printed; text by default. */
  readonly findings?: Format;
  readonly output?: OutputFlags['output'];
}

/** Where the findings of a run go. */
export const outputFlags = ({ findings = 'text', output = [] }: GenerateFlags): OutputFlags => ({
  format: findings,
  output,
});

/** What the jobs of a run gave; `outputs` is missing when one of them failed. */
export interface JobsRun {
  readonly exitCode: number;
  readonly read: ReadonlyMap<string, string | undefined>;
  readonly outputs: readonly JobOutput[] | undefined;
}

/** Generates every document, writes nothing, and reports what is to be said of each. */
export async function runJobs(
  { jobs, config }: { readonly jobs: readonly Job[]; readonly config?: string },
  flags: GenerateFlags,
  io: Io,
): Promise<JobsRun> {
  const read = new Map<string, string | undefined>();
  if (config !== undefined && flags.watch === true) read.set(config, textsOf([config]).get(config));
  const outputs: JobOutput[] = [];
  const progress = new Progress(io.stderr);
  const results: Generated[] = [];
  let worst: number = EXIT.fine;
  for (const job of jobs) {
    const result = await runJob(job, { flags, io, progress });
    results.push(result);
    worst = Math.max(worst, exitCodeFor(result.diagnostics));
    for (const [path, text] of filesOf(job, result)) read.set(path, text);
    const { files, model } = result;
    if (files === undefined || model === undefined) continue;
    outputs.push({ job, files, call: firstCall(model, job.perspective) });
  }
  await report(results, outputFlags(flags), io);
  return { exitCode: worst, read, outputs: worst === EXIT.fine ? outputs : undefined };
}

interface Context {
  readonly flags: GenerateFlags;
  readonly io: Io;
  readonly progress: Progress;
}

async function runJob(job: Job, { flags, io, progress }: Context): Promise<Generated> {
  const name = printable(relative(io.cwd, job.document));
  const result = await generateJob(job, loadOptions(flags, io), (stage) =>
    progress.step(`${name}: ${stage}`),
  );
  progress.done();
  return result;
}

/** The document, what it refers to and was read, and what it refers to and could not be read. */
const filesOf = (job: Job, { source }: Generated): [string, string | undefined][] => [
  [job.document, undefined],
  ...[...(source?.missing ?? [])].map((id): [string, undefined] => [id, undefined]),
  ...[...(source?.files ?? [])].map(([id, { text }]): [string, string] => [id, text]),
];
