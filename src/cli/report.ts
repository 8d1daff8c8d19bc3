import { resolve } from 'node:path';
import { tidy } from '../diagnostic.js';
import type { Checked } from '../pipeline.js';
import { writeFile } from '../write/write-file.js';
import type { FailFlags } from './fail-on.js';
import { useColor } from './io.js';
import type { Io } from './io.js';
import type { OutputFlags } from './output-options.js';
import { reporters } from './reporters/index.js';
import { linksOf, pathsFrom } from './repository.js';
import type { ReportContext } from './reporters/reporter.js';
import { explainSystemError, isSystemError } from './system-error.js';
import { UsageError } from './usage-error.js';

/** Columns where nobody says how many there are. */
const WIDTH = 100;

/** What was found, and the lines of files that are too large to be kept. */
export interface Reported extends Checked {
  /** Absolute paths of other files that were read, which no output may replace. */
  readonly inputs?: readonly string[];
  readonly lineOf?: (uri: string, line: number) => string | undefined;
}

/** What the findings of a run are told with. */
type ReportIo = Pick<Io, 'stdout' | 'env' | 'cwd'>;

/**
 * Prints the findings of one document or several to stdout, and writes them to the files that were
 * asked for: the one way in which every command reports.
 * @throws UsageError where a file cannot be written
 */
export async function report(
  found: Reported | readonly Reported[],
  { format, output = [], failOn = 'error' }: OutputFlags & Partial<FailFlags>,
  io: ReportIo,
): Promise<void> {
  const all = 'diagnostics' in found ? [found] : found;
  const diagnostics = tidy(all.flatMap((checked) => checked.diagnostics));
  const context = { ...contextOf(all, io), failOn };
  const print = await reporters[format]();
  io.stdout.write(
    print(diagnostics, {
      ...context,
      color: useColor(io.stdout, io.env),
      width: io.stdout.columns ?? WIDTH,
    }),
  );
  for (const { format: other, file } of output) {
    const path = resolve(io.cwd, file);
    if (all.some(({ source }) => source?.files.has(path))) {
      throw new UsageError(`${file} is a file of the document; give --output another file`);
    }
    if (all.some(({ inputs }) => inputs?.includes(path))) {
      throw new UsageError(`${file} was read for messages; give --output another file`);
    }
    save(path, (await reporters[other]())(diagnostics, context));
  }
}

function contextOf(all: readonly Reported[], io: ReportIo): Omit<ReportContext, 'failOn'> {
  const files = all.flatMap(({ source }) => [...(source?.files.values() ?? [])]);
  const documents = all.flatMap(({ source }) => (source === undefined ? [] : [source.root.uri]));
  const texts = new Map(files.map(({ uri, text }) => [uri, text]));
  return {
    color: false,
    width: WIDTH,
    files: [...new Set([...documents, ...texts.keys()])],
    textOf: (uri) => texts.get(uri),
    lineOf: (uri, line) =>
      all.map((each) => each.lineOf?.(uri, line)).find((text) => text !== undefined),
    pathOf: pathsFrom(io.cwd),
    linkTo: linksOf(io.env),
  };
}

function save(path: string, text: string): void {
  try {
    writeFile(path, text);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const reason = explainSystemError({ ...error, message: error.message, path });
    throw new UsageError(`${reason}; give --output a file that can be written`);
  }
}
