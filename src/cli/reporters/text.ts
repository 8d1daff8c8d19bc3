import { styleText } from 'node:util';
import type { Diagnostic, Location, Severity } from '../../diagnostic.js';
import { printable } from '../printable.js';
import { frame } from './frame.js';
import { summary } from './reporter.js';
import type { ReportContext, Reporter } from './reporter.js';

type Style = Parameters<typeof styleText>[0];

const STYLE: Record<Severity, Style> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** For people: each finding with its place, the lines around it, and what to do about it. */
export const text: Reporter = (diagnostics, context) => {
  if (diagnostics.length === 0) return '';
  const lines = linesByFile(context);
  const blocks = diagnostics.map((diagnostic) => block(diagnostic, context, lines));
  return `${blocks.join('\n')}\n${summary(diagnostics)}\n`;
};

type LineOf = (uri: string, line: number) => string;

/** Splits a file once, however many findings it has. */
function linesByFile({ textOf, lineOf }: ReportContext): LineOf {
  const known = new Map<string, readonly string[]>();
  return (uri, line) => {
    const lines = known.get(uri) ?? textOf(uri)?.split(/\r\n|\n|\r/) ?? [];
    known.set(uri, lines);
    return lines[line - 1] ?? lineOf?.(uri, line) ?? '';
  };
}

function block(diagnostic: Diagnostic, context: ReportContext, lineOf: LineOf): string {
  const paint = painter(context.color);
  const { severity, code, message, at, help, related = [] } = diagnostic;
  const rows = frame((line) => lineOf(at.uri, line), at, context.width);
  return [
    `${paint(STYLE[severity], severity)} ${paint('bold', printable(message))} ${paint('dim', code)}`,
    `  ${paint('dim', '-->')} ${place(at)}`,
    ...rows.map(({ gutter, words, isMarker }) =>
      `  ${paint('dim', `${gutter} |`)} ${isMarker ? paint(STYLE[severity], words) : words}`.trimEnd(),
    ),
    ...related.map(
      (other) => `  ${paint('dim', 'see')} ${place(other.at)}: ${printable(other.message)}`,
    ),
    ...(help === undefined ? [] : [`  ${paint('green', 'help')} ${printable(help)}`]),
    '',
  ].join('\n');
}

const painter = (color: boolean) => (style: Style, words: string) =>
  color ? styleText(style, words, { validateStream: false }) : words;

const place = ({ uri, line, column }: Location): string => `${printable(uri)}:${line}:${column}`;
