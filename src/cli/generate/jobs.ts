import { join, parse, resolve } from 'node:path';
import { extraNames, perspectives, protocolNames } from '../../outputs/options.js';
import type { ExtraName, Perspective, ProtocolName } from '../../outputs/options.js';
import { findConfig, readConfig } from '../config.js';
import type { Job } from '../config.js';
import type { Diagnostic } from '../../diagnostic.js';
import type { Source } from '../../load/source.js';

export interface JobFlags {
  readonly out?: string;
  readonly protocol?: readonly string[];
  readonly perspective?: Perspective;
  readonly extras?: readonly string[];
  readonly check?: true;
  readonly dryRun?: true;
  readonly watch?: true;
}

/** The jobs of a run, or why there are none. */
export type Jobs =
  | { readonly jobs: readonly Job[]; readonly config?: string }
  | { readonly usage: string }
  | {
      readonly diagnostics: readonly Diagnostic[];
      readonly source: Source | undefined;
      readonly config: string;
    };

/** What to generate: the document that was named, else what `petevents.yaml` lists. */
export async function findJobs(
  document: string | undefined,
  flags: JobFlags,
  cwd: string,
): Promise<Jobs> {
  const found = await chooseJobs(document, flags, cwd);
  const goesToRoot = 'jobs' in found && found.jobs.some(({ out }) => out === parse(out).root);
  return goesToRoot ? { usage: ROOT } : found;
}

const ROOT = 'the output folder is the root of the file system; choose another --out';

async function chooseJobs(
  document: string | undefined,
  flags: JobFlags,
  cwd: string,
): Promise<Jobs> {
  const unknown = flags.protocol?.find((name) => !isProtocol(name));
  if (unknown !== undefined) {
    return { usage: `unknown protocol ${unknown}; choose from ${protocolNames.join(', ')}` };
  }
  const unheard = flags.extras?.find((name) => !isExtra(name));
  if (unheard !== undefined) {
    return { usage: `unknown extra ${unheard}; choose from ${extraNames.join(', ')}` };
  }
  const wrong = usageOf(document, flags);
  if (wrong !== undefined) return { usage: wrong };
  if (document !== undefined) return { jobs: [jobOf(document, flags, cwd)] };
  const config = findConfig(cwd);
  if (config === undefined) {
    return { usage: 'name a document (petevents generate asyncapi.yaml) or add a petevents.yaml' };
  }
  const read = await readConfig(config, cwd);
  if (read.jobs === undefined) {
    return { diagnostics: read.diagnostics, source: read.source, config };
  }
  const jobs = withFlags(read.jobs, flags, cwd);
  return 'jobs' in jobs ? { ...jobs, config } : jobs;
}

/** What is wrong with the flags, whatever they are used for. */
function usageOf(document: string | undefined, flags: JobFlags): string | undefined {
  if (flags.out === '') return '--out is empty: name a folder';
  if (flags.out?.includes('\ufffd') === true) return 'the name of the --out folder is not UTF-8';
  if (flags.watch === true && flags.check === true) return '--watch and --check exclude each other';
  if (flags.watch === true && flags.dryRun === true)
    return '--watch and --dry-run exclude each other';
  if (flags.check === true && flags.dryRun === true)
    return '--check and --dry-run exclude each other';
  if (flags.watch === true && document === '-') return '--watch needs a file, not standard input';
  return undefined;
}

const isProtocol = (name: string): name is ProtocolName =>
  protocolNames.some((known) => known === name);

const isExtra = (name: string): name is ExtraName => extraNames.some((known) => known === name);

function jobOf(document: string, flags: JobFlags, cwd: string): Job {
  const out = resolve(cwd, flags.out ?? 'generated');
  return {
    document: document === '-' ? '-' : resolve(cwd, document),
    out,
    protocols: flags.protocol?.filter(isProtocol),
    perspective: flags.perspective ?? perspectives[0],
    extras: flags.extras?.filter(isExtra) ?? [],
    groups: {},
    runtime: join(out, 'runtime'),
  };
}

/** Flags beat the configuration, save `--out`, which would send several documents to one folder. */
function withFlags(jobs: readonly Job[], flags: JobFlags, cwd: string): Jobs {
  const [only] = jobs;
  if (flags.out !== undefined && (jobs.length > 1 || only === undefined)) {
    return { usage: '--out needs a document: petevents.yaml says where each document goes' };
  }
  const out = flags.out === undefined ? undefined : resolve(cwd, flags.out);
  return {
    jobs: jobs.map((job) => ({
      ...job,
      ...(out === undefined ? {} : { out, runtime: join(out, 'runtime') }),
      protocols: flags.protocol?.filter(isProtocol) ?? job.protocols,
      perspective: flags.perspective ?? job.perspective,
      extras: flags.extras?.filter(isExtra) ?? job.extras,
    })),
  };
}
