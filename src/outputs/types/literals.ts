import { quote } from '../../emit/quote.js';
import type { Type } from './type.js';
import { NEVER, NULL, NUMBER, UNKNOWN } from './type.js';

/** The type that has one value: a literal, or an object or tuple of literals. */
export function literalType(value: unknown): Type {
  if (typeof value === 'string') return { kind: 'literal', text: quote(value), of: 'string' };
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'boolean') return { kind: 'literal', text: String(value), of: 'boolean' };
  if (value === null) return NULL;
  return typeof value === 'object' ? structure(value) : UNKNOWN;
}

/** YAML knows infinities, JSON and TypeScript's literal types do not. */
const numberLiteral = (value: number): Type =>
  Number.isFinite(value)
    ? { kind: 'literal', text: String(value).replace('e+', 'e'), of: 'number' }
    : NUMBER;

function structure(value: object): Type {
  if (Array.isArray(value)) {
    const elements = value.map((item) => ({ type: literalType(item), optional: false }));
    return { kind: 'tuple', elements, rest: undefined };
  }
  const properties = Object.entries(value).map(([name, item]) => ({
    name,
    optional: false,
    type: literalType(item),
    comment: [],
  }));
  return { kind: 'object', properties, index: properties.length === 0 ? NEVER : undefined };
}
