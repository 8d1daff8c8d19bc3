import type { RecordText } from './record.js';

/**
 * The elements of a JSON array as records, each with its place, or the whole text as one record when
 * it is no array. The text must be valid JSON; what is inside of the elements is not looked at.
 */
export function* elements(text: string): Generator<RecordText> {
  const first = skipSpace(text, 0);
  if (text[first] !== '[') {
    yield recordAt(text, new LineCounter(text), [first, text.trimEnd().length]);
    return;
  }
  const lines = new LineCounter(text);
  let start = skipSpace(text, first + 1);
  while (text[start] !== ']') {
    const end = valueEnd(text, start);
    yield recordAt(text, lines, [start, end]);
    const next = skipSpace(text, end);
    start = text[next] === ',' ? skipSpace(text, next + 1) : next;
  }
}

const recordAt = (
  text: string,
  lines: LineCounter,
  [start, end]: readonly [number, number],
): RecordText => ({ text: text.slice(start, end), ...lines.at(start) });

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

const STRUCTURE = /["{}[\],]/g;

/** Where the value that begins at an offset ends: at the first `,` or closing bracket outside of it. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  STRUCTURE.lastIndex = start;
  for (let match = STRUCTURE.exec(text); match !== null; match = STRUCTURE.exec(text)) {
    const [token] = match;
    if (token === '"') STRUCTURE.lastIndex = stringEnd(text, match.index);
    else if (token === '{' || token === '[') depth++;
    else if (depth === 0) return trimmedEnd(text, match.index);
    else if (token !== ',' && --depth === 0) return STRUCTURE.lastIndex;
  }
  return text.length;
}

/** The offset behind the closing quote of a string of valid JSON. */
export function stringEnd(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close < 0 ? text.length : close + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes++;
  return backslashes % 2 === 1;
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && text.charCodeAt(at - 1) <= 32) at--;
  return at;
}

/** Lines and columns of offsets that only grow. */
class LineCounter {
  readonly #text: string;
  readonly #break = /\r\n|\n|\r/g;
  #line = 1;
  #lineStart = 0;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#find();
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    while (this.#next <= offset) {
      this.#line++;
      this.#lineStart = this.#next;
      this.#next = this.#find();
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  /** The start of the next line. */
  #find(): number {
    return this.#break.exec(this.#text) === null ? Infinity : this.#break.lastIndex;
  }
}
