import type { Diagnostic, Severity } from '../../diagnostic.js';

/** What a reporter may know besides the findings. */
export interface ReportContext {
  readonly color: boolean;
  /** Columns that a line may take. */
  readonly width: number;
  /** The text of a file by its uri, for code frames. */
  readonly textOf: (uri: string) => string | undefined;
}

/** Prints a tidy list of findings, whatever stage they come from. */
export type Reporter = (diagnostics: readonly Diagnostic[], context: ReportContext) => string;

/** How many findings of each severity a list has. */
export function count(diagnostics: readonly Diagnostic[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of diagnostics) counts[severity]++;
  return counts;
}
