import type { Diagnostic as ParserDiagnostic } from '@asyncapi/parser';
import { hasErrors, tidy } from '../diagnostic.js';
import type { Diagnostic, Result, Severity } from '../diagnostic.js';
import { escapeSegment } from '../load/source.js';
import type { Source } from '../load/source.js';
import { printable } from '../show.js';
import { Report } from './report.js';
import { readVersion } from './version.js';

/** Spectral's severities: error, warning, information, hint. */
const severities: readonly Severity[] = ['error', 'warning', 'info', 'info'];

/**
 * Holds a document against `@asyncapi/parser`, the official engine, instead of our own. It is loaded
 * only here: it takes most of a second to start and again for each document, and it reports one fault
 * many times over. Reads the files that the document refers to again, from disk. Other versions than
 * 3.0 and 3.1 are refused as by our own engine: the rules for them are left out of our bundle.
 * @returns the same source, or no value when there is an error; codes are `reference/` and the parser's
 */
export async function validateWithReference(source: Source): Promise<Result<Source>> {
  const { root } = source;
  const top = { file: root, pointer: '', value: root.value };
  const version = readVersion(top);
  if (!('minor' in version)) {
    const report = new Report();
    report.add(top, version);
    return { value: undefined, diagnostics: report.diagnostics() };
  }
  const { Parser } = await import('@asyncapi/parser');
  const found = (await new Parser().parse(root.text, { source: root.id })).diagnostics;
  const diagnostics = tidy(found.map((diagnostic) => convert(diagnostic, source)));
  return { value: hasErrors(diagnostics) ? undefined : source, diagnostics };
}

/** The parser counts lines and columns from 0. */
function convert(diagnostic: ParserDiagnostic, { root, files }: Source): Diagnostic {
  const { code, message, path, range, severity, source: id } = diagnostic;
  const file = id === undefined ? root : files.get(id);
  return {
    code: `reference/${String(code)}`,
    severity: severities[severity] ?? 'error',
    message: printable(message),
    at: {
      uri: file?.uri ?? id ?? root.uri,
      line: range.start.line + 1,
      column: range.start.character + 1,
      endLine: range.end.line + 1,
      endColumn: range.end.character + 1,
    },
    pointer: path.map((key) => `/${escapeSegment(String(key))}`).join(''),
  };
}
