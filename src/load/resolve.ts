import { nearest } from '../nearest.js';
import { fragmentPointer, parsePointer } from './pointer.js';
import { escapeSegment, placeId } from './source.js';
import type { Place, Resolution, Source, SourceFile, Unresolved } from './source.js';
import { targetOf } from './target.js';

/** Files by identity: read, or why not. */
export interface Files {
  readonly read: ReadonlyMap<string, SourceFile>;
  readonly failed: ReadonlyMap<string, Unresolved>;
  readonly cwd: string;
}

type Failure = Resolution & { readonly ok: false };

/** Follows references over files that are already read. Each place is resolved once. */
export class LoadedSource implements Source {
  readonly root: SourceFile;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly #files: Files;
  readonly #known = new Map<string, Resolution>();

  constructor(root: SourceFile, files: Files) {
    this.root = root;
    this.files = files.read;
    this.#files = files;
  }

  resolve(place: Place): Resolution {
    return this.#resolve(place, []);
  }

  child(place: Place, key: string | number): Place {
    const pointer = `${place.pointer}/${escapeSegment(String(key))}`;
    return { file: place.file, pointer, value: ownValue(place.value, String(key)) };
  }

  /** `open` holds the references that wait for this one: to meet one of them again is a cycle. */
  #resolve(place: Place, open: readonly Place[]): Resolution {
    const ref = refOf(place.value);
    if (ref === undefined) return { ok: true, place, hops: [] };
    const id = placeId(place);
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    if (open.some((each) => placeId(each) === id)) return cycle(place, ref);
    const resolution = this.#follow(place, ref, [...open, place]);
    // Inside of a cycle the answer depends on where it was entered; only the outermost is kept.
    if (open.length === 0 || resolution.ok || resolution.problem.code !== 'ref/cycle')
      this.#known.set(id, resolution);
    return resolution;
  }

  #follow(place: Place, ref: string, open: readonly Place[]): Resolution {
    const target = targetOf(ref, place.file.id, this.#files.cwd);
    const file = this.#files.read.get(target.id);
    if (file === undefined) return failure(place, this.#whyNot(target.id, ref));
    const segments = parsePointer(fragmentPointer(target.fragment));
    if (segments === undefined) return failure(place, notAPointer(ref));
    let current: Place = { file, pointer: '', value: file.value };
    for (const segment of segments) {
      const step = this.#step(current, segment, open);
      if (!step.ok) return { ...step, hops: [place, ...step.hops] };
      if (step.place.value === undefined) return failure(place, missing(ref, segment, step.parent));
      current = step.place;
    }
    const end = this.#resolve(current, open);
    return { ...end, hops: [place, ...end.hops] };
  }

  /** One segment down, through a reference that stands in the way. */
  #step(
    from: Place,
    segment: string,
    open: readonly Place[],
  ): Failure | { readonly ok: true; readonly place: Place; readonly parent: Place } {
    const direct = this.child(from, segment);
    if (direct.value !== undefined || refOf(from.value) === undefined)
      return { ok: true, place: direct, parent: from };
    const through = this.#resolve(from, open);
    if (!through.ok) return through;
    return { ok: true, place: this.child(through.place, segment), parent: through.place };
  }

  #whyNot(id: string, ref: string): Unresolved {
    const message = `The reference \`${ref}\` leads to a file that was not read.`;
    return this.#files.failed.get(id) ?? { code: 'ref/unreadable', message };
  }
}

/** The `$ref` of a Reference Object. */
const refOf = (value: unknown): string | undefined => {
  const ref = ownValue(value, '$ref');
  return typeof ref === 'string' && !Array.isArray(value) ? ref : undefined;
};

function ownValue(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return isIndex(key) ? (value as unknown[])[Number(key)] : undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

const isIndex = (key: string): boolean => /^(?:0|[1-9][0-9]*)$/.test(key);

const failure = (place: Place, problem: Unresolved): Failure => ({
  ok: false,
  problem,
  hops: [place],
});

const cycle = (place: Place, ref: string): Failure =>
  failure(place, {
    code: 'ref/cycle',
    message: `The reference \`${ref}\` leads back to itself.`,
    help: 'Let one reference of the circle lead to the thing itself.',
  });

const notAPointer = (ref: string): Unresolved => ({
  code: 'ref/unresolved',
  message: `The fragment of \`${ref}\` is not a JSON Pointer.`,
  help: 'Write it as a path from the top of the file, such as `#/components/schemas/Pet`.',
});

function missing(ref: string, segment: string, parent: Place): Unresolved {
  const where = parent.pointer === '' ? 'the top of the file' : `\`#${parent.pointer}\``;
  const meant = nearest(segment, keysOf(parent.value));
  return {
    code: 'ref/unresolved',
    message: `The reference \`${ref}\` leads nowhere: there is no \`${segment}\` in ${where}.`,
    ...(meant === undefined ? {} : { help: `Did you mean \`${meant}\`?` }),
  };
}

const keysOf = (value: unknown): string[] =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
