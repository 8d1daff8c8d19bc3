import type { Location } from '../../diagnostic.js';
import { printable } from '../printable.js';
import { displayWidth } from './display-width.js';

/** One line of a code frame. */
export interface Row {
  /** The line's number, or as many spaces. */
  readonly gutter: string;
  readonly words: string;
  readonly isMarker: boolean;
}

/** Columns that are shown in front of a finding in a line that is too long. */
const BEFORE = 20;

/** Narrower frames would show nothing. */
const NARROWEST = 30;

/** The line of a finding with a marker under it, and the line before; no row where there is no text. */
export function frame(lineAt: (line: number) => string, at: Location, width: number): Row[] {
  const line = lineAt(at.line);
  if (line.trim() === '') return [];
  const size = String(at.line).length;
  const room = Math.max(NARROWEST, width - size - '   | '.length);
  const before = lineAt(at.line - 1);
  const { words, marker } = marked(line, at, room);
  const row = (number: string, text: string): Row => ({
    gutter: number.padStart(size),
    words: text,
    isMarker: number === '',
  });
  return [
    ...(before.trim() === '' ? [] : [row(String(at.line - 1), cut(before, 0, room).words)]),
    row(String(at.line), words),
    row('', marker),
  ];
}

/** A line and its marker, cut to a window around the finding where the line is long. */
function marked(line: string, at: Location, room: number): { words: string; marker: string } {
  const start = Math.min(at.column - 1, line.length);
  const end = at.endLine === at.line ? at.endColumn - 1 : line.length;
  const { words, offset } = cut(line, start, room);
  const from = start - offset;
  const covered = displayWidth(words.slice(from, Math.max(from, end - offset)));
  return {
    words,
    marker: `${' '.repeat(displayWidth(words.slice(0, from)))}${'^'.repeat(Math.max(1, covered))}`,
  };
}

/** The part of a line that fits, as it may be shown; a character keeps its place in it. */
function cut(line: string, start: number, room: number): { words: string; offset: number } {
  const offset =
    displayWidth(line.slice(0, room + 1)) <= room && line.length <= room
      ? 0
      : Math.max(0, start - BEFORE);
  const words = printable(line.slice(offset, offset + room));
  return { words: fitting(words, room), offset };
}

/** As much of a text as fits into a number of columns. */
function fitting(words: string, room: number): string {
  if (displayWidth(words) <= room) return words;
  let width = 0;
  let end = 0;
  for (const character of words) {
    width += displayWidth(character);
    if (width > room) break;
    end += character.length;
  }
  return words.slice(0, end);
}
