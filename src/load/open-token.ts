import type { SyntaxFault } from './events.js';

const TOKEN =
  /#.*|"(?:[^"\\]|\\[^])*"?|'(?:[^']|'')*'?|[[\]{}]|[|>][-+0-9]*[ \t]*(?:#.*)?$|[^\s"'#[\]{}|>][^\s#[\]{},]*|[^]/gm;

/** The quote or bracket that is still open at an offset; a parser notices it only at the end. */
export const openToken = (text: string, end: number): SyntaxFault | undefined =>
  new TokenScanner(text).find(end);

/** Reads a text roughly as YAML does, to know which quotes and brackets mean something. */
class TokenScanner {
  readonly #text: string;
  readonly #token = new RegExp(TOKEN);
  readonly #brackets: number[] = [];
  #before = '\n';

  constructor(text: string) {
    this.#text = text;
  }

  find(end: number): SyntaxFault | undefined {
    for (let match = this.#next(); match !== null && match.index < end; match = this.#next()) {
      const isStart = /[\s[{,:-]/.test(this.#before);
      const [word] = match;
      this.#before = word.at(-1) ?? '';
      if (isQuote(word) && isStart && !isClosed(word)) return unclosed(match.index, word.charAt(0));
      this.#read(word, match.index, isStart);
    }
    const last = this.#brackets.at(-1);
    return last === undefined ? undefined : unclosed(last, this.#text.charAt(last));
  }

  #next(): RegExpExecArray | null {
    return this.#token.exec(this.#text);
  }

  /** @param isStart - whether a value may begin here, so that a sign is no part of a plain text */
  #read(word: string, index: number, isStart: boolean): void {
    const isInside = this.#brackets.length > 0;
    if (isQuote(word)) {
      if (!isStart) this.#token.lastIndex = index + 1;
    } else if (isBlock(word)) {
      if (isStart && !isInside) this.#token.lastIndex = afterBlock(this.#text, index);
    } else if (isOpening(word)) {
      if (isStart || isInside) this.#brackets.push(index);
    } else if (isClosing(word)) this.#brackets.pop();
  }
}

const isQuote = (word: string): boolean => /^["']/.test(word);
const isClosed = (word: string): boolean => word.length > 1 && word.endsWith(word.charAt(0));
const isBlock = (word: string): boolean => /^[|>][-+0-9]*[ \t]*(?:#.*)?$/.test(word);
const isOpening = (word: string): boolean => word === '[' || word === '{';
const isClosing = (word: string): boolean => word === ']' || word === '}';

/** A block scalar lasts as long as lines are indented more than the line that begins it. */
function afterBlock(text: string, at: number): number {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const indent = /^ */.exec(text.slice(lineStart, at))?.[0].length ?? 0;
  const rest = new RegExp(`[^\\n]*(?:\\n(?: {${indent + 1},}[^\\n]*|[ \\t\\r]*(?=\\n|$)))*`, 'y');
  rest.lastIndex = at;
  rest.test(text);
  return Math.max(rest.lastIndex, at + 1);
}

const unclosed = (start: number, token: string): SyntaxFault => ({
  start,
  end: start + 1,
  message: `This \`${token}\` is never closed.`,
  help: 'Close it, or put the value in quotes if it is meant as text.',
});
