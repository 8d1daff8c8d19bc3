import type { Diagnostic } from '../diagnostic.js';
import { MAX_DEPTH } from '../load/events.js';
import { parse } from '../load/parse.js';
import type { SourceFile } from '../load/source.js';
import { stringEnd } from './elements.js';

/** A record's value; or what makes it no JSON, or JSON that two readers would read differently. */
export type JsonText =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

const HIDDEN_NAME = { id: 'record.json', uri: '' };

/** The text of a record with the place of each of its nodes; for records with faults only. */
export const locateIn = (text: string): SourceFile => parse(HIDDEN_NAME, text).file;

/**
 * Parses a record with the parser of the engine. What that takes in silence and our loader does not
 * (a key twice, a number that no double holds, 500 levels) is noticed by counting, and then told by
 * the loader, which knows the place.
 */
export function parseRecord(text: string): JsonText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return careful(text) ?? { ok: false, diagnostic: notJson() };
  }
  const keys = countKeys(value, 0);
  if (keys === keysInText(text)) return { ok: true, value };
  return careful(text) ?? { ok: true, value };
}

function careful(text: string): JsonText | undefined {
  const [first] = parse(HIDDEN_NAME, text).diagnostics;
  return first === undefined ? undefined : { ok: false, diagnostic: first };
}

/** The engine and we disagree about JSON; we have no place for it. */
const notJson = (): Diagnostic => ({
  code: 'spec/syntax',
  severity: 'error',
  message: 'This is not JSON.',
  at: { uri: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
  pointer: '',
});

/** The number of keys in a value; `NaN` for a value that needs a closer look. */
function countKeys(value: unknown, depth: number): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : NaN;
  if (typeof value !== 'object' || value === null) return 0;
  if (depth >= MAX_DEPTH) return NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item, depth + 1);
    return count;
  }
  for (const key in value) count += 1 + countKeys(value[key as keyof typeof value], depth + 1);
  return count;
}

const COLON = 58;

/** The number of keys that a text of valid JSON writes down. */
function keysInText(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open >= 0;) {
    let at = stringEnd(text, open);
    while (text.charCodeAt(at) <= 32) at++;
    if (text.charCodeAt(at) === COLON) count++;
    open = text.indexOf('"', at);
  }
  return count;
}
