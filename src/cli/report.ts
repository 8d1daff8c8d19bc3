import { hasErrors } from '../diagnostic.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Checked } from '../pipeline.js';
import { EXIT, useColor } from './io.js';
import type { Io } from './io.js';
import { reporters } from './reporters/index.js';
import type { Format } from './reporters/index.js';

/** Columns where nobody says how many there are. */
const WIDTH = 100;

/** Prints findings to stdout in the format asked for. */
export function report(
  { source, diagnostics }: Checked,
  format: Format,
  io: Pick<Io, 'stdout' | 'env'>,
): void {
  const texts = new Map([...(source?.files.values() ?? [])].map(({ uri, text }) => [uri, text]));
  const context = {
    color: useColor(io.stdout, io.env),
    width: io.stdout.columns ?? WIDTH,
    textOf: (uri: string) => texts.get(uri),
  };
  io.stdout.write(reporters[format](diagnostics, context));
}

/** 2 when the input could not be read at all, 1 for findings of severity error, else 0. */
export function exitCode(diagnostics: readonly Diagnostic[]): number {
  if (diagnostics.some(({ code }) => code.startsWith('input/'))) return EXIT.failed;
  return hasErrors(diagnostics) ? EXIT.findings : EXIT.fine;
}
