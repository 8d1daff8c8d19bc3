/** How bad a finding is. Only `error` stops the pipeline. */
export type Severity = 'error' | 'warning' | 'info';

/** A range in a file. Lines and columns count from 1; the end is exclusive. */
export interface Location {
  /** The file as the user would name it: relative to the working directory where that is shorter. */
  readonly uri: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A second place that helps to understand a finding. */
export interface Related {
  readonly message: string;
  readonly at: Location;
}

/** One fault in the user's input. One type for validate, lint, breaking, verify and generate. */
export interface Diagnostic {
  /** `area/name`, for example `ref/unresolved`; each has a page section with cause and remedy. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly at: Location;
  /** JSON Pointer (RFC 6901) into the file of `at`; the empty string is the whole file. */
  readonly pointer: string;
  /** What the user can do about it, in one sentence. */
  readonly help?: string;
  readonly related?: readonly Related[];
}

/** What each stage returns. `value` is missing only when an error made it impossible. */
export interface Result<T> {
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A bug of ours or a wrong option of the caller; never a fault in a document. */
export class PeteventsError extends Error {
  override readonly name: string = 'PeteventsError';
}

/** Whether a list has a finding of severity `error`. */
export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === 'error');

const order = (a: Diagnostic, b: Diagnostic): number =>
  compareText(a.at.uri, b.at.uri) ||
  a.at.line - b.at.line ||
  a.at.column - b.at.column ||
  compareText(a.code, b.code) ||
  compareText(a.message, b.message);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const identity = ({ code, at, message }: Diagnostic): string =>
  [code, at.uri, at.line, at.column, message].join('\n');

/** Sorts by file, line, column and code, and drops repetitions. */
export function tidy(diagnostics: Iterable<Diagnostic>): Diagnostic[] {
  const unique = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) unique.set(identity(diagnostic), diagnostic);
  return [...unique.values()].sort(order);
}
