import type { Event } from 'js-yaml';
import {
  DOUBLE_QUOTED,
  FLOW,
  MAPPING,
  MAX_DEPTH,
  PLAIN,
  POP,
  SEQUENCE,
  TOO_DEEP,
} from './events.js';
import type { Scan, SyntaxFault } from './events.js';

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERAL = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORD = /[A-Za-z0-9_.+-]+/y;
const SPACE = /[ \t\r\n]*/y;
const none = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };

class Fault extends Error {
  readonly fault: SyntaxFault;

  constructor(fault: SyntaxFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Scans JSON (RFC 8259) into the events that YAML would give, so that one builder serves both. */
export function scanJson(text: string): Scan {
  try {
    return { ok: true, events: new JsonScanner(text).scan() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}

class JsonScanner {
  readonly #text: string;
  readonly #events: Event[] = [
    { type: 1, explicitStart: false, explicitEnd: false, directives: [] },
  ];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): readonly Event[] {
    this.#space();
    this.#value();
    this.#space();
    if (this.#at < this.#text.length)
      throw this.#unexpected('Nothing may follow the end of the JSON document.');
    this.#events.push({ type: POP });
    return this.#events;
  }

  #value(): void {
    const first = this.#text[this.#at];
    if (first === '{') this.#container('}');
    else if (first === '[') this.#container(']');
    else if (first === '"') this.#string();
    else this.#literal();
  }

  #container(close: '}' | ']'): void {
    const start = this.#at;
    if (++this.#depth > MAX_DEPTH) throw tooDeep(start);
    this.#events.push({ type: close === '}' ? MAPPING : SEQUENCE, start, style: FLOW, ...none });
    this.#at++;
    this.#space();
    if (this.#text[this.#at] !== close) this.#entries(close, start);
    this.#at++;
    this.#depth--;
    this.#events.push({ type: POP });
  }

  #entries(close: '}' | ']', start: number): void {
    for (;;) {
      if (close === '}') this.#key(start);
      this.#value();
      this.#space();
      if (this.#text[this.#at] === close) return;
      this.#expect(',', start);
      if (this.#text[this.#at] === close)
        throw this.#fault(`A comma before ${quoted(close)} is not JSON.`, 'Delete the comma.');
    }
  }

  #key(start: number): void {
    if (this.#at >= this.#text.length) throw this.#unclosed(start);
    if (this.#text[this.#at] !== '"')
      throw this.#unexpected('A property name in double quotes was expected.');
    this.#string();
    this.#space();
    this.#expect(':', start);
  }

  #expect(character: ',' | ':', start: number): void {
    if (this.#at >= this.#text.length) throw this.#unclosed(start);
    if (this.#text[this.#at] !== character)
      throw this.#unexpected(`${quoted(character)} was expected.`);
    this.#at++;
    this.#space();
    if (this.#at >= this.#text.length) throw this.#unclosed(start);
  }

  #string(): void {
    STRING.lastIndex = this.#at;
    if (!STRING.test(this.#text)) throw this.#badString();
    const end = STRING.lastIndex;
    const fast = !this.#text.slice(this.#at, end).includes('\\');
    this.#scalar(this.#at + 1, end - 1, { style: DOUBLE_QUOTED, fast });
    this.#at = end;
  }

  #literal(): void {
    LITERAL.lastIndex = this.#at;
    if (!LITERAL.test(this.#text)) throw this.#unexpected('A JSON value was expected.');
    const end = LITERAL.lastIndex;
    WORD.lastIndex = this.#at;
    if (WORD.test(this.#text) && WORD.lastIndex !== end)
      throw this.#unexpected('A JSON value was expected.');
    this.#scalar(this.#at, end, { style: PLAIN, fast: true });
    this.#at = end;
  }

  #scalar(valueStart: number, valueEnd: number, how: { style: 1 | 3; fast: boolean }): void {
    this.#events.push({ type: 4, valueStart, valueEnd, ...none, ...how, chomping: 1, indent: -1 });
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #badString(): Fault {
    const rest = /"(?:[^"\\\n\r]|\\.)*/y;
    rest.lastIndex = this.#at;
    rest.test(this.#text);
    const closed = this.#text[rest.lastIndex] === '"';
    return new Fault({
      start: this.#at,
      end: closed ? rest.lastIndex + 1 : rest.lastIndex,
      message: closed
        ? 'This string has a character or an escape that JSON does not allow.'
        : 'This string is not closed.',
    });
  }

  #unclosed(start: number): Fault {
    const bracket = this.#text[start] ?? '';
    return new Fault({
      start,
      end: start + 1,
      message: `This ${quoted(bracket)} is never closed.`,
      help: `Add the ${quoted(bracket === '{' ? '}' : ']')} that belongs to it.`,
    });
  }

  #unexpected(expected: string): Fault {
    const { help } = describe(this.#text, this.#at);
    return this.#fault(expected, help);
  }

  #fault(message: string, help?: string): Fault {
    WORD.lastIndex = this.#at;
    const end = WORD.test(this.#text) ? WORD.lastIndex : this.#at + 1;
    return new Fault({
      start: Math.min(this.#at, Math.max(0, this.#text.length - 1)),
      end: Math.min(end, this.#text.length),
      message,
      ...(help === undefined ? {} : { help }),
    });
  }
}

function describe(text: string, at: number): { help?: string } {
  if (text[at] === "'") return { help: 'JSON strings stand in double quotes.' };
  if (text[at] === '/') return { help: 'JSON has no comments.' };
  if (text.startsWith('NaN', at) || text.startsWith('Infinity', at))
    return { help: 'JSON has no NaN and no Infinity.' };
  return {};
}

const tooDeep = (start: number): Fault => new Fault({ start, end: start + 1, message: TOO_DEEP });

const quoted = (text: string): string => `\`${text}\``;
