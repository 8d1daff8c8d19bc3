import { extname } from 'node:path';
import type { Diagnostic, Result } from '../diagnostic.js';
import { showName } from './file-name.js';
import type { FileName } from './file-name.js';
import { parse, textFile } from './parse.js';
import { readText } from './read.js';
import type { ReadFault, ReadText } from './read.js';
import { fileReferences } from './references.js';
import { LoadedSource } from './resolve.js';
import type { Source, SourceFile, Unresolved } from './source.js';
import { isRemote, targetOf } from './target.js';

export interface LoaderOptions {
  readonly cwd: string;
  readonly allowRemote?: readonly string[];
}

/** Collects a document and the files that it refers to; what must be fetched, it leaves in `remote`. */
export class Loader {
  readonly #files = new Map<string, SourceFile>();
  readonly #failed = new Map<string, Unresolved>();
  readonly #options: LoaderOptions;
  #diagnostics: readonly Diagnostic[] = [];
  remote = new Set<string>();

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  addRoot(name: FileName, text: string): SourceFile {
    const { file, diagnostics } = parse(name, text);
    this.#diagnostics = diagnostics;
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
    const { allowRemote = [], cwd } = this.#options;
    if (!isRemote(id)) return this.#addRead({ id, uri: showName(id, cwd) }, readText(id));
    if (isAllowed(id, allowRemote)) this.remote.add(id);
    else this.#failed.set(id, refused(id));
    return undefined;
  }

  #addRead(name: FileName, read: ReadText): SourceFile | undefined {
    if (!read.ok) {
      this.#failed.set(name.id, unreadable(name, read.fault));
      return undefined;
    }
    const { file, diagnostics } = parseReferenced(name, read.text);
    this.#files.set(name.id, file);
    if (diagnostics.length === 0) return file;
    this.#failed.set(name.id, faulty(name, diagnostics));
    return undefined;
  }
}

/** A file that has no reason to be YAML or JSON is text when it does not look like it. */
function parseReferenced(name: FileName, text: string): ReturnType<typeof parse> {
  const parsed = parse(name, text);
  const isOurs = ['.json', '.yaml', '.yml'].includes(extname(name.uri).toLowerCase());
  const isData = parsed.diagnostics.length === 0 && typeof parsed.file.value === 'object';
  return isOurs || isData ? parsed : { file: textFile(name, text), diagnostics: [] };
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

const faulty = ({ uri }: FileName, causes: readonly Diagnostic[]): Unresolved => ({
  code: 'ref/unreadable',
  message: `The reference leads to \`${uri}\`, which has faults itself.`,
  causes,
});
