import { parseEvents, YAMLException } from 'js-yaml';
import type { Event } from 'js-yaml';
import { MAX_DEPTH, TOO_DEEP } from './events.js';
import type { Scan, SyntaxFault } from './events.js';
import { openToken } from './open-token.js';

/** js-yaml counts the document and the scalar inside of the innermost container, too. */
const MAX_NESTING = MAX_DEPTH + 2;

/** Characters that are read again, at most, for brackets that are indented too little. */
const MAX_READ_AGAIN = 50_000_000;

/** Scans YAML 1.2 into events with offsets; a stream of documents gives the events of all. */
export function scanYaml(text: string): Scan {
  const first = tryParse(text);
  if (first.ok) return first;
  return readAgain(text, first.error) ?? { ok: false, fault: faultOf(text, first.error) };
}

function readAgain(text: string, first: YAMLException): Scan | undefined {
  let readable = joinBracket(text, first);
  for (let left = MAX_READ_AGAIN; readable !== undefined && left > 0; left -= text.length) {
    const attempt = tryParse(readable);
    if (attempt.ok) return attempt;
    readable = joinBracket(readable, attempt.error);
  }
  return undefined;
}

type Attempt =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly error: YAMLException };

function tryParse(text: string): Attempt {
  try {
    return { ok: true, events: parseEvents(text, { maxDepth: MAX_NESTING }) };
  } catch (error) {
    if (error instanceof YAMLException) return { ok: false, error };
    throw error;
  }
}

/**
 * A closing bracket that stands no deeper than the key of its value is against the letter of YAML
 * (section 8.2), but common, and other parsers take it: blanks in place of the line break before it
 * make it right and move nothing.
 */
function joinBracket(text: string, { reason, mark }: YAMLException): string | undefined {
  const at = mark?.position ?? 0;
  if (reason !== 'deficient indentation' || !/[\]}]/.test(text.charAt(at))) return undefined;
  const before = withoutComment(text.slice(0, at).trimEnd());
  return before.length === at ? undefined : before.padEnd(at) + text.slice(at);
}

/** A `#` behind a blank and without quotes after it begins a comment, wherever in a flow it is. */
const withoutComment = (text: string): string => {
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  const comment = text.slice(line).search(/(?:^|[ \t])#[^"']*$/);
  return comment < 0 ? text : text.slice(0, line + comment).trimEnd();
};

function faultOf(text: string, error: YAMLException): SyntaxFault {
  const position = Math.min(error.mark?.position ?? 0, text.length);
  if (error.reason.startsWith('nesting exceeded'))
    return { start: position, end: position + 1, message: TOO_DEEP };
  const open = UNCLOSED.test(error.reason) ? openToken(text, position) : undefined;
  if (open !== undefined) return open;
  const start = atWord(text, position);
  return { start, end: endOfWord(text, start), ...explain(error.reason, text, start) };
}

const UNCLOSED = /^(?:unexpected end|deficient indentation|missed comma|bad indentation)/;

/** js-yaml points behind a line when it learns of a fault there: step back to what was read last. */
function atWord(text: string, position: number): number {
  let at = position;
  while (at > 0 && (at >= text.length || /[\r\n]/.test(text[at] ?? '\n'))) at--;
  return at;
}

function endOfWord(text: string, start: number): number {
  const word = /[^\s,[\]{}]+|./y;
  word.lastIndex = start;
  return word.test(text) ? word.lastIndex : start + 1;
}

function explain(reason: string, text: string, start: number): { message: string; help?: string } {
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  if (/tab characters/.test(reason) || isIndentedByTab(text, start))
    return { message: 'A tab is not allowed as indentation in YAML.', help: 'Indent with spaces.' };
  if (reason === 'bad indentation of a mapping entry')
    return {
      message: 'This line does not fit: bad indentation, or a `: ` inside of an unquoted value.',
      help: 'Line it up with its neighbours, or put the value in quotes.',
    };
  return { message: sentence };
}

function isIndentedByTab(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at + 1);
  return /^ *\t\s*\S?$/.test(line);
}
