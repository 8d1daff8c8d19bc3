import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { tidy } from '../diagnostic.js';
import type { Diagnostic } from '../diagnostic.js';
import { load } from '../load/load.js';
import { escapeSegment } from '../load/source.js';
import type { Source, SourceFile } from '../load/source.js';
import { nearest } from '../nearest.js';
import { extraNames, perspectives, protocolNames } from '../outputs/options.js';
import type { ExtraName, Perspective, ProtocolName } from '../outputs/options.js';

/** The name of the configuration file. */
export const CONFIG = 'petevents.yaml';

/** One document of a project and where its code goes. Paths are absolute. */
export interface Job {
  readonly document: string;
  readonly out: string;
  readonly protocols: readonly ProtocolName[] | undefined;
  readonly perspective: Perspective;
  readonly extras: readonly ExtraName[];
  /** Consumer groups, and the operations that each receives: for `petevents provision`. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** The folder of the run time; `<out>/runtime` unless several documents share one. */
  readonly runtime: string;
}

/** The configuration file that is in force: in the folder, or in the nearest one above it. */
export function findConfig(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, CONFIG);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

/** What the file says, or what is wrong with it. */
export interface Config {
  /** Missing when there are diagnostics. */
  readonly jobs: readonly Job[] | undefined;
  readonly source: Source | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `petevents.yaml`. Faults are diagnostics with code `config/*`. */
export async function readConfig(path: string, cwd: string): Promise<Config> {
  const { value: source, diagnostics } = await load(path, { cwd });
  if (source === undefined || diagnostics.length > 0) {
    return { jobs: undefined, source, diagnostics };
  }
  const reader = new Reader(source.root);
  const jobs = reader.jobs(dirname(path));
  const problems = tidy(reader.problems);
  return { jobs: problems.length > 0 ? undefined : jobs, source, diagnostics: problems };
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads values out of the file and collects what is wrong with them. */
class Reader {
  readonly problems: Diagnostic[] = [];
  readonly #file: SourceFile;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  jobs(folder: string): Job[] {
    const root = this.#fields(this.#file.value, '', ['version', 'documents', 'runtime', 'lint']);
    if (root['version'] !== undefined && root['version'] !== 1) {
      this.#fault(
        '/version',
        `version is ${JSON.stringify(root['version'])}`,
        'Write `version: 1`.',
      );
    }
    const documents = root['documents'];
    if (!Array.isArray(documents) || documents.length === 0) {
      this.#fault('/documents', 'documents is not a list of documents', EXAMPLE);
      return [];
    }
    const runtime = this.#text(root, '', 'runtime');
    const shared = runtime === undefined ? undefined : resolve(folder, runtime);
    const jobs = documents.map((value: unknown, index) =>
      this.#job(value, { pointer: `/documents/${index}`, folder, shared }),
    );
    this.#refuseSharedFolders(jobs);
    return shared === undefined && jobs.length > 1 ? shareRuntime(jobs) : jobs;
  }

  #job(value: unknown, at: { pointer: string; folder: string; shared: string | undefined }): Job {
    const keys = ['document', 'out', 'protocol', 'perspective', 'extras', 'groups', 'lint'];
    const fields = this.#fields(value, at.pointer, keys);
    const document = this.#text(fields, at.pointer, 'document');
    if (document === undefined && isFields(value)) {
      this.#fault(at.pointer, 'document is missing', 'Say which file: `document: asyncapi.yaml`.');
    }
    const out = resolve(at.folder, this.#text(fields, at.pointer, 'out') ?? 'generated');
    const perspective = this.#text(fields, at.pointer, 'perspective') ?? 'application';
    return {
      document: resolve(at.folder, document ?? ''),
      out,
      protocols: this.#choices(fields['protocol'], protocolNames, `${at.pointer}/protocol`),
      perspective: this.#choice(perspective, perspectives, `${at.pointer}/perspective`),
      extras: this.#choices(fields['extras'], extraNames, `${at.pointer}/extras`) ?? [],
      groups: this.#groups(fields['groups'], `${at.pointer}/groups`),
      runtime: at.shared ?? join(out, 'runtime'),
    };
  }

  /** One of them, or a list. */
  #choices<T extends string>(
    value: unknown,
    choices: readonly [T, ...T[]],
    pointer: string,
  ): T[] | undefined {
    if (value === undefined) return undefined;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((item, index) =>
      this.#choice(item, choices, Array.isArray(value) ? `${pointer}/${index}` : pointer),
    );
  }

  #groups(value: unknown, pointer: string): Record<string, string[]> {
    if (value === undefined) return {};
    if (!isFields(value)) {
      this.#fault(pointer, 'groups is not a map of groups', GROUPS);
      return {};
    }
    const groups = Object.entries(value).map(([name, operations]) => {
      const isList =
        Array.isArray(operations) && operations.every((one) => typeof one === 'string');
      if (!isList) {
        const at = `${pointer}/${escapeSegment(name)}`;
        this.#fault(at, 'this is not a list of operation ids', GROUPS);
      }
      return [name, isList ? operations : []] as const;
    });
    return Object.fromEntries(groups);
  }

  #choice<T extends string>(value: unknown, choices: readonly [T, ...T[]], pointer: string): T {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      this.#fault(pointer, `${JSON.stringify(value)} is none of ${choices.join(', ')}`);
    }
    return found ?? choices[0];
  }

  #text(fields: Fields, pointer: string, key: string): string | undefined {
    const value = fields[key];
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    this.#fault(`${pointer}/${key}`, value === '' ? `${key} is empty` : `${key} is not text`);
    return undefined;
  }

  #fields(value: unknown, pointer: string, known: readonly string[]): Fields {
    if (!isFields(value)) {
      this.#fault(pointer, 'this is not a map of settings', EXAMPLE);
      return {};
    }
    for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
      const close = nearest(key, known);
      const help = `Settings here: ${known.join(', ')}.${close === undefined ? '' : ` Did you mean \`${close}\`?`}`;
      this.#fault(
        `${pointer}/${escapeSegment(key)}`,
        `there is no setting ${JSON.stringify(key)}`,
        help,
      );
    }
    return value;
  }

  #refuseSharedFolders(jobs: readonly Job[]): void {
    jobs.forEach((job, index) => {
      const first = jobs.findIndex(({ out }, other) => other !== index && isWithin(job.out, out));
      if (first === -1 || (first > index && jobs[first]?.out === job.out)) return;
      const message =
        jobs[first]?.out === job.out
          ? `two documents write to one folder: documents ${first + 1} and ${index + 1}`
          : `the folder of document ${index + 1} lies inside of that of document ${first + 1}`;
      const key = this.#file.value as { documents: Fields[] };
      const pointer = `/documents/${index}`;
      const at = key.documents[index]?.['out'] === undefined ? pointer : `${pointer}/out`;
      this.#fault(at, message, 'Give each document a folder of its own with `out`.');
    });
  }

  #fault(pointer: string, message: string, help?: string): void {
    this.problems.push({
      code: 'config/invalid',
      severity: 'error',
      message,
      at: this.#file.locate(pointer),
      pointer,
      ...(help === undefined ? {} : { help }),
    });
  }
}

const isWithin = (inner: string, outer: string): boolean =>
  `${inner}${sep}`.startsWith(`${outer}${sep}`);

/** Several documents share one run time, in the folder above their own. */
function shareRuntime(jobs: readonly Job[]): Job[] {
  const folders = jobs.map(({ out }) => dirname(out).split(sep));
  const [first = []] = folders;
  const apart = first.findIndex((part, index) => folders.some((folder) => folder[index] !== part));
  const common = first.slice(0, apart === -1 ? first.length : apart).join(sep);
  return jobs.map((job) => ({ ...job, runtime: join(common, 'runtime') }));
}

const GROUPS = 'For example: `groups: { email-service: [subscribePetAdopted] }`.';
const EXAMPLE = 'For example: `documents: [{ document: asyncapi.yaml, out: src/generated }]`.';
