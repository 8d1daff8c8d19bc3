import { styleText } from 'node:util';
import type { Diagnostic, Location, Severity } from '../../diagnostic.js';
import { printable } from '../printable.js';
import { count } from './reporter.js';
import type { ReportContext, Reporter } from './reporter.js';

type Style = Parameters<typeof styleText>[0];

const STYLE: Record<Severity, Style> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** For people: each finding with its place, the lines around it, and what to do about it. */
export const text: Reporter = (diagnostics, context) => {
  const blocks = diagnostics.map((diagnostic) => block(diagnostic, context));
  return blocks.length === 0 ? '' : `${blocks.join('\n')}\n${summary(diagnostics)}\n`;
};

function block(diagnostic: Diagnostic, context: ReportContext): string {
  const paint = painter(context.color);
  const { severity, code, message, at, help, related = [] } = diagnostic;
  return [
    `${paint(STYLE[severity], severity)} ${paint('bold', printable(message))} ${paint('dim', code)}`,
    `  ${paint('dim', '-->')} ${place(at)}`,
    ...frame(at, context, STYLE[severity]),
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

/** The line of the finding with a marker under it, and the line before. */
function frame(at: Location, { color, textOf }: ReportContext, style: Style): string[] {
  const lines = textOf(at.uri)?.split(/\r\n|\n|\r/);
  const line = lines?.[at.line - 1];
  if (lines === undefined || line === undefined || line.trim() === '') return [];
  const paint = painter(color);
  const gutter = String(at.line).length;
  const row = (number: number | undefined, words: string): string =>
    `  ${paint('dim', `${number === undefined ? ' '.repeat(gutter) : String(number).padStart(gutter)} |`)} ${words}`.trimEnd();
  const before = lines[at.line - 2];
  return [
    ...(before === undefined || before.trim() === ''
      ? []
      : [row(at.line - 1, cut(before, 0).words)]),
    ...marked(line, at).map((words, index) =>
      index === 0 ? row(at.line, words) : row(undefined, paint(style, words)),
    ),
  ];
}

const WIDTH = 100;

/** A line and its marker, cut to a window around the finding where the line is long. */
function marked(line: string, at: Location): [string, string] {
  const start = at.column - 1;
  const end = at.endLine === at.line ? at.endColumn - 1 : line.length;
  const { words, offset } = cut(line, start);
  const from = start - offset;
  const length = Math.max(1, Math.min(end - start, words.length - from));
  return [words, `${' '.repeat(from)}${'^'.repeat(length)}`];
}

function cut(line: string, start: number): { words: string; offset: number } {
  const offset = line.length <= WIDTH ? 0 : Math.max(0, start - 20);
  return { words: printable(line.slice(offset, offset + WIDTH)), offset };
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const parts = Object.entries(count(diagnostics)).filter(([, number]) => number > 0);
  return parts.map(([severity, number]) => `${number} ${plural(severity, number)}`).join(', ');
}

const plural = (severity: string, number: number): string =>
  severity === 'info'
    ? 'infos'.slice(0, number === 1 ? 4 : 5)
    : number === 1
      ? severity
      : `${severity}s`;
