import type { Diagnostic, Severity } from '../../diagnostic.js';
import { printable } from '../printable.js';
import { notes, summary } from './reporter.js';
import type { ReportContext, Reporter } from './reporter.js';

/** What a comment of ours begins with, so that the next run finds it and replaces it. */
export const MARKER = '<!-- petevents:report -->';

/** GitHub takes comments of 65,536 characters; a comment may hold more than this report. */
const MAX_LENGTH = 60_000;

const SIGN: Record<Severity, string> = { error: '❌', warning: '⚠️', info: 'ℹ️' };

/** One table, for a comment or a summary page: a row for each finding, as many as a comment holds. */
export const markdown: Reporter = (diagnostics, context) => {
  if (diagnostics.length === 0) return `${MARKER}\n**petevents**: no findings ✅\n`;
  const head = [
    MARKER,
    `**petevents**: ${summary(diagnostics)}`,
    '',
    '| | Finding | Where |',
    '| - | - | - |',
  ];
  const rows: string[] = [];
  let length = 0;
  for (const diagnostic of diagnostics) {
    const next = row(diagnostic, context);
    length += next.length + 1;
    if (length > MAX_LENGTH) break;
    rows.push(next);
  }
  const left = diagnostics.length - rows.length;
  return [...head, ...rows, ...(left === 0 ? [] : ['', `and ${left} more`]), ''].join('\n');
};

function row(diagnostic: Diagnostic, context: ReportContext): string {
  const { severity, code, message, at } = diagnostic;
  const more = notes(diagnostic, context.pathOf).map((note) => `<br><sub>${prose(note)}</sub>`);
  const path = context.pathOf(at.uri);
  const place = prose(`${path}:${at.line}:${at.column}`);
  const link = context.linkTo(path, at.line);
  const finding = `${prose(message)}${more.join('')}<br><sub>${prose(code)}</sub>`;
  return `| ${SIGN[severity]} | ${finding} | ${link === undefined ? place : `[${place}](${link})`} |`;
}

/**
 * Text of a document as plain words in a cell: no markup, no HTML, and no mention, issue number or
 * address that GitHub or GitLab would turn into a link and a notification.
 */
const prose = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replace(/@|#(?=\d)|:(?=\/\/)|\bwww(?=\.)|\bGH(?=-\d)/gi, '$&\u200b')
    .replaceAll('\n', '<br>');
