import type { Diagnostic, Location } from '../diagnostic.js';

/** One file that was read: its text, its value, and where each node of the value stands. */
export interface SourceFile {
  /** Absolute path, `file:` free, or the URL of a remote file, or `<stdin>`: the file's identity. */
  readonly id: string;
  /** The name to show: relative to the working directory where that is shorter. */
  readonly uri: string;
  readonly text: string;
  /** Plain JSON data. Objects have null-safe own properties only; aliases share one object. */
  readonly value: unknown;
  /**
   * The range of the node at a JSON Pointer, or of its key. Walks the parse events, so call it
   * for diagnostics only. An unknown pointer gives the range of the nearest node above it.
   * Columns count UTF-16 code units, as editors and the Language Server Protocol do.
   */
  locate(pointer: string, part?: 'key' | 'value'): Location;
}

/** A node of a file. Two references mean the same thing when their places are the same. */
export interface Place {
  readonly file: SourceFile;
  /** JSON Pointer (RFC 6901), `''` for the whole file. */
  readonly pointer: string;
  readonly value: unknown;
}

/** Why a `$ref` leads nowhere; `message` and `help` are ready to show. */
export interface Unresolved {
  readonly code: 'ref/unresolved' | 'ref/cycle' | 'ref/remote' | 'ref/unreadable';
  readonly message: string;
  readonly help?: string;
  /** The faults of the file that it leads to, where that is the reason: report them in its place. */
  readonly causes?: readonly Diagnostic[];
}

/**
 * The place that a chain of references ends at: never itself a Reference Object. `hops` are the
 * references on the way; of a failure only those at fault: the last link, or the members of a circle.
 */
export type Resolution =
  | { readonly ok: true; readonly place: Place; readonly hops: readonly Place[] }
  | { readonly ok: false; readonly problem: Unresolved; readonly hops: readonly Place[] };

/** A document and all the files that it refers to, read and parsed. References are kept as they are. */
export interface Source {
  readonly root: SourceFile;
  /** Every file that was read, by id; `--watch` follows them. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Ids of the files that it refers to and that could not be read; `--watch` waits for them. */
  readonly missing: readonly string[];
  /**
   * Follows the `$ref` of a place to its end: relative to the file that holds it, through other
   * references (also in the middle of a pointer). A place without a `$ref` resolves to itself.
   */
  resolve(place: Place): Resolution;
  /** The place of a child: `key` is a property name or an array index. */
  child(place: Place, key: string | number): Place;
}

/** The identity of a place, equal for equal nodes. */
export const placeId = (place: Place): string => `${place.file.id}#${place.pointer}`;

/** Escapes one segment of a JSON Pointer (RFC 6901, section 3). */
export const escapeSegment = (segment: string): string =>
  /[~/]/.test(segment) ? segment.replaceAll('~', '~0').replaceAll('/', '~1') : segment;
