import { escapeSegment } from '../load/source.js';
import type { SourceFile } from '../load/source.js';
import { lineStarts, offsets } from './fixes.js';

/** A rule that a comment names, and where. */
export interface IgnoredRule {
  readonly id: string;
  readonly column: number;
}

/** `# petevents-ignore channel/unused, doc/channel: reason`. Lines and columns count from 1. */
export interface IgnoreComment {
  readonly file: SourceFile;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** The line that it is about: its own, or the next one with content where it stands alone. */
  readonly target: number;
  readonly rules: readonly IgnoredRule[];
  readonly reason: string;
}

const WORD = 'petevents-ignore';
const COMMENT = new RegExp(`(?:^|[ \\t])#[ \\t]*${WORD}\\b[ \\t]*(.*)$`);

/** The comments of a YAML file that ask for silence. Text in quotes or blocks is none. */
export function ignoreComments(file: SourceFile): readonly IgnoreComment[] {
  if (!file.text.includes(WORD)) return [];
  const lines = file.text.split(/\r\n|\n|\r/);
  const starts = lineStarts(file.text);
  const inside = texts(file, file.value, '');
  return lines.flatMap((text, index) => {
    const match = COMMENT.exec(text);
    const at = (starts[index] ?? 0) + (match?.index ?? 0);
    if (match === null || inside.some(({ start, end }) => start <= at && at < end)) return [];
    return [commentOf(file, lines, index, match)];
  });
}

function commentOf(
  file: SourceFile,
  lines: readonly string[],
  index: number,
  match: RegExpExecArray,
): IgnoreComment {
  const text = lines[index] ?? '';
  const [, rest = ''] = match;
  const start = text.indexOf('#', match.index);
  const isAlone = text.slice(0, start).trim() === '';
  const [names = '', ...reason] = rest.split(/:(?=\s|$)/);
  const offset = text.length - rest.length;
  return {
    file,
    line: index + 1,
    column: start + 1,
    endColumn: text.length + 1,
    target: isAlone ? nextContent(lines, index + 1) : index + 1,
    rules: [...names.matchAll(/[^\s,]+/g)].map(({ 0: id, index: at }) => ({
      id,
      column: offset + at + 1,
    })),
    reason: reason.join(':').trim(),
  };
}

/** The number of the first line from an index on that is not empty and no comment. */
function nextContent(lines: readonly string[], from: number): number {
  const next = lines.findIndex((line, index) => index >= from && /^\s*[^\s#]/.test(line));
  return next === -1 ? lines.length : next + 1;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where texts with the word in them stand. */
function texts(file: SourceFile, value: unknown, pointer: string): readonly Span[] {
  if (typeof value === 'string')
    return value.includes(WORD) ? [offsets(file.text, file.locate(pointer))] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    texts(file, item, `${pointer}/${escapeSegment(key)}`),
  );
}
