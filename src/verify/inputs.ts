import { createReadStream, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { showName } from '../load/file-name.js';
import { readFault } from '../load/read.js';
import { STDIN } from '../load/target.js';
import { filesIn } from '../files/files-in.js';
import { globBase, globPattern, isGlob } from '../files/glob.js';
import type { RecordFault } from './record.js';

/** Something to read messages from. */
export interface Input {
  /** The name to show. */
  readonly uri: string;
  /** What messages may be named by: the path as the user sees it, with `/`. */
  readonly path: string;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** NDJSON by its name. */
  readonly isLines: boolean;
}

export type InputOrFault = Input | { readonly uri: string; readonly fault: RecordFault };

export interface InputOptions {
  readonly cwd: string;
  /** What `-` stands for. */
  readonly stdin?: () => AsyncIterable<Uint8Array>;
}

const MESSAGES = /\.(?:json|ndjson|jsonl)$/i;
const LINES = /\.(?:ndjson|jsonl)$/i;

/** One read of a file; large enough to cost little, small enough to show progress. */
const CHUNK = 256 * 1024;

/**
 * The inputs that arguments name, in their order, each once: files, folders (all `.json`, `.ndjson`
 * and `.jsonl` in them), globs, `-` for standard input.
 */
export function inputsOf(args: readonly string[], options: InputOptions): InputOrFault[] {
  const seen = new Set<string>();
  return args
    .flatMap((arg) => inputsOfOne(arg, options))
    .filter(({ uri }) => !seen.has(uri) && seen.add(uri));
}

function inputsOfOne(arg: string, options: InputOptions): InputOrFault[] {
  if (arg === '-') return [stdinInput(options.stdin)];
  const path = resolve(options.cwd, arg);
  const stat = statOf(path);
  if (stat === undefined && isGlob(arg)) return globInputs(arg, options);
  if (stat?.isDirectory() === true) return folderInputs(path, options);
  // The shell's `<(zcat recorded.gz)`.
  if (stat?.isFIFO() === true) return [fileInput(path, options)];
  const fault = readFault(path);
  const uri = showName(path, options.cwd);
  if (fault === undefined) return [fileInput(path, options)];
  // What the loader advises about pipes is about documents; here they are read.
  const { help, ...rest } = fault;
  const told = stat === undefined && help !== undefined ? { ...rest, help } : rest;
  return [{ uri, fault: { ...told, line: 1 } }];
}

function folderInputs(folder: string, options: InputOptions): InputOrFault[] {
  const files = filesIn(folder).filter((path) => MESSAGES.test(path));
  const uri = showName(folder, options.cwd);
  return files.length > 0
    ? files.map((path) => fileInput(path, options))
    : [noMessages(uri, 'This folder has no `.json`, `.ndjson` or `.jsonl` file in it.')];
}

function globInputs(glob: string, options: InputOptions): InputOrFault[] {
  const base = resolve(options.cwd, globBase(glob));
  const pattern = globPattern(resolve(options.cwd, glob));
  const files = isFolder(base) ? filesIn(base).filter((path) => pattern.test(slashed(path))) : [];
  return files.length > 0
    ? files.map((path) => fileInput(path, options))
    : [noMessages(glob, 'No file has a name of this pattern.')];
}

const noMessages = (uri: string, message: string): InputOrFault => ({
  uri,
  fault: { code: 'input/no-messages', message, line: 1 },
});

const isFolder = (path: string): boolean => statOf(path)?.isDirectory() === true;

/** Nothing for what cannot be looked at: a missing file, a link in a circle. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function fileInput(path: string, { cwd }: InputOptions): Input {
  const uri = showName(path, cwd);
  return {
    uri,
    path: isOutside(uri) ? slashed(join(basename(join(path, '..')), basename(path))) : uri,
    open: () => createReadStream(path, { highWaterMark: CHUNK }),
    isLines: LINES.test(path),
  };
}

/** Folders above the project say nothing about messages, but the file's own may. */
const isOutside = (uri: string): boolean => /^(?:\.\.\/|\/|[a-z]:)/i.test(uri);

const slashed = (path: string): string => path.replaceAll('\\', '/');

const stdinInput = (stdin: InputOptions['stdin']): Input => ({
  uri: STDIN,
  path: '',
  open: stdin ?? nothing,
  isLines: false,
});

async function* nothing(): AsyncGenerator<Uint8Array> {
  // No standard input was given.
}
