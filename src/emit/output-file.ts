/** A file to be written. `generate` returns a list of these; write, check, dry run and watch consume it. */
export interface OutputFile {
  /** Relative to the output folder, with `/`, without `..`. */
  readonly path: string;
  readonly text: string;
}
