import { resolve } from 'node:path';
import type { Diagnostic, Result } from '../diagnostic.js';
import { showName } from './file-name.js';
import type { FileName } from './file-name.js';
import { Loader } from './loader.js';
import { decode, readText } from './read.js';
import type { ReadFault, ReadText } from './read.js';
import type { Source } from './source.js';
import { STDIN } from './target.js';

export interface LoadOptions {
  /** Relative paths start here, and names to show are relative to it. */
  readonly cwd: string;
  /** Gives the bytes of standard input, for the input `-`. */
  readonly readStdin?: () => Promise<Uint8Array>;
  /** The path that standard input stands for; without one its references start in `cwd`. */
  readonly stdinName?: string;
  /** Hosts that a `$ref` may fetch from (`host` or `host:port`). None by default. */
  readonly allowRemote?: readonly string[];
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Where fetched files are kept; a folder of the operating system by default. */
  readonly cacheDir?: string;
  /** Limit for one fetch, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * Reads a document and every file that it refers to. `input` is a path, or `-` for standard input.
 * Findings of class `input/*` mean that there was no document to look at. Faults of files that the
 * document refers to come with `Source.resolve`, for the references that somebody follows.
 */
export async function load(input: string, options: LoadOptions): Promise<Result<Source>> {
  const isStdin = input === '-';
  const path = isStdin ? options.stdinName : input;
  const id = path === undefined ? STDIN : resolve(options.cwd, path);
  const root: ReadText = isStdin
    ? decode((await options.readStdin?.()) ?? new Uint8Array())
    : readText(id);
  const name = { id, uri: showName(id, options.cwd) };
  if (!root.ok) return { value: undefined, diagnostics: [inputDiagnostic(name, root.fault)] };
  const loader = new Loader(options);
  const file = loader.addRoot(name, root.text);
  while (loader.remote.size > 0) {
    const { fetchAll } = await import('./remote.js');
    loader.addRemote(await fetchAll(loader.takeRemote(), options));
  }
  return loader.result(file);
}

/** The document of a text that is already at hand; `path` names the file that it stands for. Synchronous. */
export function loadText(text: string, path: string, options: LoadOptions): Result<Source> {
  const id = resolve(options.cwd, path);
  const loader = new Loader(options);
  const file = loader.addRoot({ id, uri: showName(id, options.cwd) }, text);
  return loader.result(file);
}

const inputDiagnostic = ({ uri }: FileName, { code, message, help }: ReadFault): Diagnostic => ({
  code,
  severity: 'error',
  message,
  at: { uri, line: 1, column: 1, endLine: 1, endColumn: 1 },
  pointer: '',
  ...(help === undefined ? {} : { help }),
});
