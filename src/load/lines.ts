import type { Location } from '../diagnostic.js';

/** Offsets in a text (UTF-16 units, end exclusive). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Turns offsets into lines and columns. The table of lines is built at the first question. */
export class Lines {
  readonly #text: string;
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Lines and columns count from 1; columns count UTF-16 units. CRLF, LF and CR end a line. */
  location(uri: string, span: Span): Location {
    const [line, column] = this.#position(span.start);
    const [endLine, endColumn] = this.#position(Math.max(span.start, span.end));
    return { uri, line, column, endLine, endColumn };
  }

  #position(offset: number): readonly [number, number] {
    const starts = (this.#starts ??= lineStarts(this.#text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - (starts[low] ?? 0) + 1];
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  const breaks = /\r\n|\n|\r/g;
  while (breaks.exec(text) !== null) starts.push(breaks.lastIndex);
  return starts;
}
