import { dirname, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { escapeSegment, placeId } from '../../src/load/source.js';
import type { Place, Resolution, Source, SourceFile } from '../../src/load/source.js';
import { pathOf } from './corpus.js';

/**
 * A Source over plain data, for thousands of mutated documents that were never text: every node is
 * at 1:1. Other files of the corpus are read as they are referred to.
 */
export function sourceOf(file: string, value: unknown): Source {
  const files = new Map<string, SourceFile>();
  const add = (id: string, data: unknown): SourceFile => {
    const made: SourceFile = {
      id,
      uri: id,
      text: '',
      value: data,
      locate: () => ({ uri: id, line: 1, column: 1, endLine: 1, endColumn: 1 }),
    };
    files.set(id, made);
    return made;
  };
  const root = add(pathOf(file), value);
  const open = (id: string): SourceFile => files.get(id) ?? add(id, load(readFileSync(id, 'utf8')));
  return { root, files, missing: [], child, resolve: (place) => follow(place, open) };
}

const child = (place: Place, key: string | number): Place => ({
  file: place.file,
  pointer: `${place.pointer}/${escapeSegment(String(key))}`,
  value: (place.value as Record<string | number, unknown>)[key],
});

const refOf = (value: unknown): string | undefined => {
  const ref = (value as { $ref?: unknown } | null)?.$ref;
  return typeof ref === 'string' ? ref : undefined;
};

function follow(start: Place, open: (id: string) => SourceFile): Resolution {
  const hops: Place[] = [];
  let place = start;
  for (let ref = refOf(place.value); ref !== undefined; ref = refOf(place.value)) {
    const looped = hops.some((hop) => placeId(hop) === placeId(place));
    hops.push(place);
    const target = looped ? undefined : targetOf(place, ref, open);
    if (target === undefined)
      return { ok: false, hops, problem: { code: 'ref/unresolved', message: 'not found' } };
    place = target;
  }
  return { ok: true, place, hops };
}

function targetOf(from: Place, ref: string, open: (id: string) => SourceFile): Place | undefined {
  const [path = '', fragment = ''] = ref.split('#');
  try {
    const file =
      path === '' ? from.file : open(resolve(dirname(from.file.id), decodeURIComponent(path)));
    let place: Place = { file, pointer: '', value: file.value };
    for (const segment of decodeURIComponent(fragment).split('/').slice(1)) {
      const resolution = follow(place, open);
      const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
      if (!resolution.ok || !Object.hasOwn(resolution.place.value as object, key)) return undefined;
      place = child(resolution.place, key);
    }
    return place;
  } catch {
    return undefined;
  }
}
