import type { SourceFile } from '../../../src/load/source.js';
import { escapeSegment } from '../../../src/load/source.js';

/** A range of a text, by offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A node of a document, with where it and its key stand in the text. */
export interface Node {
  readonly pointer: string;
  readonly key: string | number;
  readonly value: unknown;
  readonly keyAt: Range | undefined;
  readonly at: Range;
}

/** Every node below the top that is written out: what comes of an alias or a merge key is not. */
export function nodesOf(file: SourceFile): readonly Node[] {
  const starts = lineStarts(file.text);
  const range = (pointer: string, part: 'key' | 'value'): Range => {
    const { line, column, endLine, endColumn } = file.locate(pointer, part);
    return {
      start: (starts[line - 1] ?? 0) + column - 1,
      end: (starts[endLine - 1] ?? 0) + endColumn - 1,
    };
  };
  const found: Node[] = [];
  const visit = (value: unknown, pointer: string, around: Range): void => {
    if (typeof value !== 'object' || value === null) return;
    const isList = Array.isArray(value);
    for (const [key, inner] of Object.entries(value)) {
      const below = `${pointer}/${escapeSegment(key)}`;
      const at = range(below, 'value');
      if (at.start < around.start || at.end > around.end || file.text[at.start] === '*') continue;
      const keyAt = isList ? undefined : range(below, 'key');
      found.push({ pointer: below, key: isList ? Number(key) : key, value: inner, keyAt, at });
      visit(inner, below, at);
    }
  };
  visit(file.value, '', { start: 0, end: file.text.length });
  return found;
}

/** Where each line begins; a byte order mark is no column. */
export function lineStarts(text: string): readonly number[] {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
}

/** The line of an offset, from 1. */
export const lineOf = (starts: readonly number[], offset: number): number => {
  const next = starts.findIndex((start) => start > offset);
  return next < 0 ? starts.length : next;
};
