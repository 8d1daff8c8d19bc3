import type { Diagnostic, Severity } from '../../diagnostic.js';
import type { FailOn } from '../fail-on.js';

/** What a reporter may know besides the findings. */
export interface ReportContext {
  readonly color: boolean;
  /** Columns that a line may take. */
  readonly width: number;
  /** The files that were read, by the uri of their findings, the documents first. */
  readonly files: readonly string[];
  /** The text of a file by its uri, for code frames. */
  readonly textOf: (uri: string) => string | undefined;
  /** A line of a file that is too large to have a text here. */
  readonly lineOf?: (uri: string, line: number) => string | undefined;
  /** A file as the repository names it, whatever folder the run was started in. */
  readonly pathOf: (uri: string) => string;
  /** Where a line of a file of the repository can be looked at in a browser, where that is known. */
  readonly linkTo: (path: string, line: number) => string | undefined;
  /** From which severity on a finding fails the run. */
  readonly failOn: FailOn;
}

/** Prints a tidy list of findings, whatever stage they come from. */
export type Reporter = (diagnostics: readonly Diagnostic[], context: ReportContext) => string;

/** How many findings of each severity a list has. */
export function count(diagnostics: readonly Diagnostic[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of diagnostics) counts[severity]++;
  return counts;
}

/** `2 errors, 1 warning`; empty where there is nothing to count. */
export const summary = (diagnostics: readonly Diagnostic[]): string =>
  Object.entries(count(diagnostics))
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${number} ${severity}${number === 1 ? '' : 's'}`)
    .join(', ');

/** What is said of a finding besides its message: other places, and what to do. A line each. */
export const notes = (
  { help, related = [] }: Diagnostic,
  pathOf: ReportContext['pathOf'],
): string[] => [
  ...related.map(({ message, at }) => `see ${pathOf(at.uri)}:${at.line}:${at.column}: ${message}`),
  ...(help === undefined ? [] : [`help: ${help}`]),
];
