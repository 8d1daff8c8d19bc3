import type { Diagnostic, Severity } from '../../diagnostic.js';
import { printable } from '../printable.js';
import { isFile } from '../repository.js';
import { notes } from './reporter.js';
import type { ReportContext, Reporter } from './reporter.js';

const COMMAND: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Annotations: workflow commands, a line for each finding.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const github: Reporter = (diagnostics, context) =>
  diagnostics.map((diagnostic) => `${command(diagnostic, context)}\n`).join('');

function command(diagnostic: Diagnostic, { pathOf }: ReportContext): string {
  const { severity, code, message, at } = diagnostic;
  const isOneLine = at.endLine === at.line && at.endColumn > at.column;
  // GitHub shows an annotation below its last line, so a range of lines would hide where it begins.
  const properties = {
    ...(isFile(at.uri) ? { file: pathOf(at.uri), line: at.line, col: at.column } : {}),
    ...(isFile(at.uri) && isOneLine ? { endColumn: at.endColumn } : {}),
    title: code,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  const lines = [isFile(at.uri) ? message : `${at.uri}:${at.line}:${at.column}: ${message}`];
  const text = [...lines, ...notes(diagnostic, pathOf)].join('\n').split('\n').map(printable);
  return `::${COMMAND[severity]} ${list.join(',')}::${data(text.join('\n'))}`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (value: string | number): string =>
  data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
