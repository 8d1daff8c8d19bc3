import type { SyntaxFault } from './events.js';

/** The quote or bracket that is still open at an offset; a parser notices it only at the end. */
export function openToken(text: string, end: number): SyntaxFault | undefined {
  const open: number[] = [];
  const token =
    /#.*|"(?:[^"\\]|\\[^])*"?|'(?:[^']|'')*'?|[[\]{}]|[|>][-+0-9]*[ \t]*(?:#.*)?$|[^\s"'#[\]{}|>][^\s#[\]{},]*|[^]/gm;
  let before = '\n';
  for (
    let match = token.exec(text);
    match !== null && match.index < end;
    match = token.exec(text)
  ) {
    const [word] = match;
    const isStart = /[\s[{,:-]/.test(before);
    before = word.at(-1) ?? '';
    if (word === '[' || word === '{') {
      if (isStart || open.length > 0) open.push(match.index);
    } else if (word === ']' || word === '}') open.pop();
    else if (isQuote(word[0]) && isStart) {
      if (!isClosed(word)) return fault(match.index, word[0] ?? '"');
    } else if (isQuote(word[0])) token.lastIndex = match.index + 1;
    else if (isBlock(word) && isStart && open.length === 0)
      token.lastIndex = afterBlock(text, match.index);
  }
  const last = open.at(-1);
  return last === undefined ? undefined : fault(last, text[last] ?? '[');
}

const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";
const isClosed = (word: string): boolean => word.length > 1 && word.endsWith(word[0] ?? '"');
const isBlock = (word: string): boolean => /^[|>][-+0-9]*[ \t]*(?:#.*)?$/.test(word);

/** A block scalar lasts as long as lines are indented more than the line that begins it. */
function afterBlock(text: string, at: number): number {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const indent = /^ */.exec(text.slice(lineStart, at))?.[0].length ?? 0;
  const rest = new RegExp(`[^\\n]*(?:\\n(?: {${indent + 1},}[^\\n]*|[ \\t\\r]*(?=\\n|$)))*`, 'y');
  rest.lastIndex = at;
  rest.test(text);
  return Math.max(rest.lastIndex, at + 1);
}

const fault = (start: number, token: string): SyntaxFault => ({
  start,
  end: start + 1,
  message: `This \`${token}\` is never closed.`,
  help: 'Close it, or put the value in quotes if it is meant as text.',
});
