import { count } from './reporter.js';
import type { Reporter } from './reporter.js';

/** One object on stdout: `{ version, diagnostics, counts }`. The shape is stable within a version. */
export const json: Reporter = (diagnostics) =>
  `${JSON.stringify({ version: 1, diagnostics, counts: count(diagnostics) }, null, 2)}\n`;
