import { createHash } from 'node:crypto';

/** The manifest's name inside each output folder. */
export const MANIFEST = '.petevents.json';

/** What we wrote into a folder, so that we never touch what we did not. */
export interface Manifest {
  /** The document that the folder's code comes from, as the user named it. */
  readonly source: string;
  /** Hash by path, sorted by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** A hash of a text that does not see line endings, which git may change at checkout. */
export const hash = (text: string): string =>
  createHash('sha256')
    .update(text.includes('\r') ? text.replaceAll('\r\n', '\n') : text)
    .digest('base64url');

/** The manifest as JSON, one file a line, so that it merges well. */
export function printManifest(manifest: Manifest): string {
  const files = Object.fromEntries([...manifest.files].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, source: manifest.source, files }, null, 2)}\n`;
}

/** Reads a manifest; `undefined` when the text is none of ours (a merge conflict, say). */
export function parseManifest(text: string): Manifest | undefined {
  const data = parseJson(text);
  if (!isRecord(data) || data['version'] !== 1 || typeof data['source'] !== 'string')
    return undefined;
  const files = data['files'];
  if (!isRecord(files)) return undefined;
  const entries = Object.entries(files).filter(isHashed);
  return { source: data['source'], files: new Map(entries) };
}

const isHashed = (entry: [string, unknown]): entry is [string, string] =>
  typeof entry[1] === 'string' && isInside(entry[0]);

/** Whether a path stays inside the output folder: relative, with `/`, without `..`. */
export const isInside = (path: string): boolean =>
  path !== '' &&
  !/^[a-zA-Z]:|[\\\0]/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
