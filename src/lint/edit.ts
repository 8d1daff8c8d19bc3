import type { SourceFile } from '../load/source.js';

/** A change of a file's text: what stands between two offsets (UTF-16 units) becomes another text. */
export interface Edit {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
