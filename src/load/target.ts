import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The identity of a text that came from standard input. */
export const STDIN = '<stdin>';

/** What a `$ref` says: the file it names (its identity), and the fragment behind `#`. */
export interface Target {
  readonly id: string;
  readonly fragment: string;
  readonly isRemote: boolean;
}

/** Splits a `$ref` and resolves its file against the file that holds it (an identity). */
export function targetOf(ref: string, base: string, cwd: string): Target {
  const hash = ref.indexOf('#');
  const place = hash < 0 ? ref : ref.slice(0, hash);
  const fragment = hash < 0 ? '' : ref.slice(hash + 1);
  const id = place === '' ? base : fileId(place, base, cwd);
  return { id, fragment, isRemote: isRemote(id) };
}

export const isRemote = (id: string): boolean => /^https?:\/\//i.test(id);

function fileId(place: string, base: string, cwd: string): string {
  if (isRemote(place)) return urlOf(place) ?? place;
  if (isRemote(base)) return urlOf(place, base) ?? place;
  if (/^file:/i.test(place)) return fileOf(place, base === STDIN ? cwd : dirname(base));
  return resolve(base === STDIN ? cwd : dirname(base), plainPath(place));
}

const urlOf = (place: string, base?: string): string | undefined =>
  URL.canParse(place, base) ? new URL(place, base).href : undefined;

function fileOf(url: string, folder: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return resolve(folder, plainPath(url.replace(/^file:\/*/i, '')));
  }
}

/** A reference is a URI: percent-escapes mean characters, and a Windows backslash means a slash. */
function plainPath(place: string): string {
  const slashed = place.replaceAll('\\', '/');
  try {
    return decodeURIComponent(slashed);
  } catch {
    return slashed;
  }
}
