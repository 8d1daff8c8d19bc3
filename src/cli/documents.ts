import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { filesIn } from '../files/files-in.js';
import { globBase, globPattern, isGlob } from '../files/glob.js';
import { showName } from '../load/file-name.js';
import { readText } from '../load/read.js';
import { UsageError } from './usage-error.js';

/** What the arguments of a command name. */
export interface Documents {
  /** Paths, and `-` for standard input; each once, in the order of the arguments. */
  readonly documents: readonly string[];
  /** Files that a pattern matched and that are no documents: parts of others, or something else. */
  readonly skipped: readonly string[];
}

/**
 * The documents that arguments name: paths, patterns such as `specs/**\/*.yaml`, `-`. A file that is
 * named is taken for a document; of those that a pattern matches, only documents are.
 * @throws UsageError for a pattern that matches no document
 */
export function findDocuments(args: readonly string[], cwd: string): Documents {
  const documents = new Map<string, string>();
  const skipped = new Set<string>();
  for (const arg of args)
    if (arg === '-' || !isPattern(arg, cwd)) documents.set(identity(arg, cwd), arg);
    else
      for (const { path, isDocument } of matches(arg, cwd))
        if (isDocument) documents.set(path, showName(path, cwd));
        else skipped.add(path);
  const parts = [...skipped].filter((path) => !documents.has(path));
  return {
    documents: [...documents.values()],
    skipped: parts.map((path) => showName(path, cwd)),
  };
}

const identity = (arg: string, cwd: string): string => (arg === '-' ? arg : resolve(cwd, arg));

/** A file may be called `a[1].yaml`. */
const isPattern = (arg: string, cwd: string): boolean =>
  isGlob(arg) && !existsSync(resolve(cwd, arg));

interface Match {
  readonly path: string;
  readonly isDocument: boolean;
}

function matches(glob: string, cwd: string): readonly Match[] {
  const base = resolve(cwd, globBase(glob));
  const pattern = globPattern(resolve(cwd, glob));
  const paths = existsSync(base)
    ? filesIn(base).filter((path) => pattern.test(path.replaceAll('\\', '/')))
    : [];
  if (paths.length === 0) throw new UsageError(`no file matches ${glob}`);
  const found = paths.map((path) => ({ path, isDocument: isDocument(path) }));
  if (!found.some((match) => match.isDocument))
    throw new UsageError(`no file that matches ${glob} is an AsyncAPI document`);
  return found;
}

/** Whether a text says of itself, at its top, that it is AsyncAPI. */
function isDocument(path: string): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(path)) return false;
  const read = readText(path);
  return read.ok && /^["']?asyncapi["']?\s*:|[{,]\s*["']?asyncapi["']?\s*:/m.test(read.text);
}
