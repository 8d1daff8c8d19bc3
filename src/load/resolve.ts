import { nearest } from '../nearest.js';
import { ownValue } from './own.js';
import { fragmentPointer, parsePointer, printPointer } from './pointer.js';
import { escapeSegment, placeId } from './source.js';
import type { Place, Resolution, Source, SourceFile, Unresolved } from './source.js';
import { targetOf } from './target.js';

/** Files by identity: read, or why not. */
export interface Files {
  readonly read: ReadonlyMap<string, SourceFile>;
  /** Files that could not be read, and those that were read and have faults. */
  readonly failed: ReadonlyMap<string, Unresolved>;
  readonly cwd: string;
}

type Failure = Resolution & { readonly ok: false };

/** More references in a row are a mistake, and would cost more than their number. */
const MAX_HOPS = 100;

/** References that wait for one another, also in the middle of pointers; keeps the stack small. */
const MAX_OPEN = 500;

/** Names that are compared, in all, to say what was probably meant. */
const MAX_COMPARED = 100_000;

/** Follows references over files that are already read. Each place is resolved once. */
export class LoadedSource implements Source {
  readonly root: SourceFile;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly missing: readonly string[];
  readonly #files: Files;
  readonly #known = new Map<string, Resolution>();
  /** The references that wait for the one that is being resolved, in order. */
  readonly #open = new Map<string, Place>();
  #compared = 0;

  constructor(root: SourceFile, files: Files) {
    this.root = root;
    this.files = files.read;
    this.missing = [...files.failed.keys()].filter((id) => !files.read.has(id));
    this.#files = files;
  }

  resolve(place: Place): Resolution {
    const ref = refOf(place.value);
    if (ref === undefined) return { ok: true, place, hops: [] };
    const id = placeId(place);
    const known = this.#known.get(id) ?? this.#impasse(id, place);
    if (known !== undefined) return known;
    this.#open.set(id, place);
    const resolution = this.#follow(place, ref);
    this.#open.delete(id);
    this.#known.set(id, resolution);
    return resolution;
  }

  child(place: Place, key: string | number): Place {
    const pointer = `${place.pointer}/${escapeSegment(String(key))}`;
    return { file: place.file, pointer, value: ownValue(place.value, String(key)) };
  }

  #impasse(id: string, place: Place): Failure | undefined {
    if (this.#open.has(id)) return cycle([...this.#open.values()], id);
    return this.#open.size < MAX_OPEN ? undefined : tooLong(place);
  }

  /** All who come to one failure share it, so that following a hostile graph costs no more than reading it. */
  #follow(place: Place, ref: string): Resolution {
    const target = targetOf(ref, place.file.id, this.#files.cwd);
    const file = this.#files.read.get(target.id);
    const failed = this.#files.failed.get(target.id);
    if (failed !== undefined) return failure(place, failed);
    if (file === undefined) return failure(place, notRead(ref));
    const segments = parsePointer(fragmentPointer(target.fragment));
    if (segments === undefined) return failure(place, notAPointer(ref));
    const straight = placeIn(file, segments);
    if (straight !== undefined) return this.#extend(place, this.resolve(straight));
    let current: Place = { file, pointer: '', value: file.value };
    for (const segment of segments) {
      const step = this.#step(current, segment);
      if (!step.ok) return step;
      if (step.place.value === undefined)
        return failure(place, this.#missing(ref, segment, step.parent));
      current = step.place;
    }
    return this.#extend(place, this.resolve(current));
  }

  #extend(place: Place, end: Resolution): Resolution {
    if (!end.ok) return end;
    if (end.hops.length >= MAX_HOPS) return tooLong(place);
    return { ...end, hops: [place, ...end.hops] };
  }

  /** One segment down, through a reference that stands in the way. */
  #step(
    from: Place,
    segment: string,
  ): Failure | { readonly ok: true; readonly place: Place; readonly parent: Place } {
    const direct = this.child(from, segment);
    if (direct.value !== undefined || refOf(from.value) === undefined)
      return { ok: true, place: direct, parent: from };
    const through = this.resolve(from);
    if (!through.ok) return through;
    return { ok: true, place: this.child(through.place, segment), parent: through.place };
  }

  #missing(ref: string, segment: string, parent: Place): Unresolved {
    const where = parent.pointer === '' ? 'the top of the file' : `\`#${parent.pointer}\``;
    const meant = this.#meant(segment, parent);
    return {
      code: 'ref/unresolved',
      message: `The reference \`${ref}\` leads nowhere: there is no \`${segment}\` in ${where}.`,
      ...(meant === undefined ? {} : { help: `Did you mean \`${meant}\`?` }),
    };
  }

  #meant(segment: string, parent: Place): string | undefined {
    if (this.#compared > MAX_COMPARED) return undefined;
    const names = keysOf(parent.value);
    this.#compared += names.length;
    return nearest(segment, names);
  }
}

/** The place that a pointer leads to without a reference in between: nearly always. */
function placeIn(file: SourceFile, segments: readonly string[]): Place | undefined {
  let value: unknown = file.value;
  for (const segment of segments) value = ownValue(value, segment);
  if (value === undefined) return undefined;
  return { file, pointer: printPointer(segments), value };
}

/** The `$ref` of a Reference Object. */
const refOf = (value: unknown): string | undefined => {
  const ref = ownValue(value, '$ref');
  return typeof ref === 'string' && !Array.isArray(value) ? ref : undefined;
};

const failure = (place: Place, problem: Unresolved): Failure => ({
  ok: false,
  problem,
  hops: [place],
});

/** The circle that is closed by meeting an open reference again: its members are the hops. */
function cycle(open: readonly Place[], id: string): Failure {
  const hops = open.slice(open.findIndex((place) => placeId(place) === id));
  const problem: Unresolved = {
    code: 'ref/cycle',
    message: `The reference \`${refOf(hops[0]?.value) ?? ''}\` leads back to itself.`,
    help: 'Let one reference of the circle lead to the thing itself.',
  };
  return { ok: false, problem, hops };
}

const tooLong = (place: Place): Failure =>
  failure(place, {
    code: 'ref/unresolved',
    message: `This reference leads to a chain of more than ${MAX_HOPS} references.`,
    help: 'Let it lead to the thing itself.',
  });

const notRead = (ref: string): Unresolved => ({
  code: 'ref/unreadable',
  message: `The reference \`${ref}\` leads to a file that was not read.`,
});

const notAPointer = (ref: string): Unresolved => ({
  code: 'ref/unresolved',
  message: `The fragment of \`${ref}\` is not a JSON Pointer.`,
  help: 'Write it as a path from the top of the file, such as `#/components/schemas/Pet`.',
});

const keysOf = (value: unknown): string[] =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
