import { extname, isAbsolute, relative, resolve } from 'node:path';
import type { Diagnostic, Result } from '../diagnostic.js';
import { parse, textFile } from './parse.js';
import type { FileName } from './parse.js';
import { decode, readText } from './read.js';
import type { ReadFault, ReadText } from './read.js';
import { fileReferences } from './references.js';
import { LoadedSource } from './resolve.js';
import type { Source, SourceFile, Unresolved } from './source.js';
import { isRemote, STDIN, targetOf } from './target.js';

export interface LoadOptions {
  /** Relative paths start here, and names to show are relative to it. */
  readonly cwd: string;
  /** Gives the bytes of standard input, for the input `-`. */
  readonly readStdin?: () => Promise<Uint8Array>;
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
 * Findings of class `input/*` mean that there was no document to look at.
 */
export async function load(input: string, options: LoadOptions): Promise<Result<Source>> {
  const isStdin = input === '-';
  const id = isStdin ? STDIN : resolve(options.cwd, input);
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

class Loader {
  readonly #files = new Map<string, SourceFile>();
  readonly #failed = new Map<string, Unresolved>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #options: LoadOptions;
  remote = new Set<string>();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  addRoot(name: FileName, text: string): SourceFile {
    const { file, diagnostics } = parse(name, text);
    this.#diagnostics.push(...diagnostics);
    this.#files.set(name.id, file);
    this.#addReferences([file]);
    return file;
  }

  addRemote(fetched: ReadonlyMap<string, ReadText>): void {
    const added: SourceFile[] = [];
    for (const [id, read] of fetched) {
      const file = this.#addRead({ id, uri: id }, read);
      if (file !== undefined) added.push(file);
    }
    this.#addReferences(added);
  }

  takeRemote(): ReadonlySet<string> {
    const taken = this.remote;
    this.remote = new Set();
    return taken;
  }

  result(root: SourceFile): Result<Source> {
    const source = new LoadedSource(root, {
      read: this.#files,
      failed: this.#failed,
      cwd: this.#options.cwd,
    });
    return { value: source, diagnostics: this.#diagnostics };
  }

  #addReferences(start: readonly SourceFile[]): void {
    const queue = [...start];
    for (const file of queue)
      for (const ref of fileReferences(file.value)) {
        const { id } = targetOf(ref, file.id, this.#options.cwd);
        if (this.#files.has(id) || this.#failed.has(id)) continue;
        const added = this.#add(id);
        if (added !== undefined) queue.push(added);
      }
  }

  #add(id: string): SourceFile | undefined {
    if (!isRemote(id)) return this.#addRead(this.#named(id), readText(id));
    if (isAllowed(id, this.#options.allowRemote ?? [])) this.remote.add(id);
    else this.#failed.set(id, refused(id));
    return undefined;
  }

  #addRead(name: FileName, read: ReadText): SourceFile | undefined {
    if (!read.ok) {
      this.#failed.set(name.id, unreadable(name, read.fault));
      return undefined;
    }
    const file = this.#parse(name, read.text);
    this.#files.set(name.id, file);
    return file;
  }

  /** A file that has no reason to be YAML or JSON is text when it does not parse. */
  #parse(name: FileName, text: string): SourceFile {
    const { file, diagnostics } = parse(name, text);
    const isOurs = ['.json', '.yaml', '.yml'].includes(extname(name.uri).toLowerCase());
    if (diagnostics.length > 0 && !isOurs) return textFile(name, text);
    this.#diagnostics.push(...diagnostics);
    return file;
  }

  #named(id: string): FileName {
    return { id, uri: showName(id, this.#options.cwd) };
  }
}

/** The shorter of the absolute path and the path from the working directory, with forward slashes. */
function showName(id: string, cwd: string): string {
  if (!isAbsolute(id)) return id;
  const short = relative(cwd, id);
  return (short !== '' && short.length < id.length ? short : id).replaceAll('\\', '/');
}

function isAllowed(url: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { host, hostname } = new URL(url);
  return hosts.includes(host) || hosts.includes(hostname);
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

const refused = (url: string): Unresolved => ({
  code: 'ref/remote',
  message: `The reference leads to \`${url}\`, and nothing is fetched unless you allow it.`,
  help: `Allow it with \`--allow-remote ${hostOf(url)}\`, or keep a copy beside the document.`,
});

const unreadable = ({ uri }: FileName, { message, help }: ReadFault): Unresolved => ({
  code: 'ref/unreadable',
  message: `The reference leads to \`${uri}\`. ${message}`,
  ...(help === undefined ? {} : { help }),
});

const inputDiagnostic = ({ uri }: FileName, { code, message, help }: ReadFault): Diagnostic => ({
  code,
  severity: 'error',
  message,
  at: { uri, line: 1, column: 1, endLine: 1, endColumn: 1 },
  pointer: '',
  ...(help === undefined ? {} : { help }),
});
