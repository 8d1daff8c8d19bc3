import { parseEvents, YAMLException } from 'js-yaml';
import { MAX_DEPTH, TOO_DEEP } from './events.js';
import type { Scan, SyntaxFault } from './events.js';
import { openToken } from './open-token.js';

/** js-yaml counts the document and the scalar inside of the innermost container, too. */
const MAX_NESTING = MAX_DEPTH + 2;

/** Scans YAML 1.2 into events with offsets; a stream of documents gives the events of all. */
export function scanYaml(text: string): Scan {
  try {
    return { ok: true, events: parseEvents(text, { maxDepth: MAX_NESTING }) };
  } catch (error) {
    if (error instanceof YAMLException) return { ok: false, fault: faultOf(text, error) };
    throw error;
  }
}

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
