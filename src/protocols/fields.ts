import type { Literal } from '../emit/literal.js';
import type { BindingView } from './protocol.js';

type Check = (value: unknown) => boolean;

/** A field of a binding that the run time reads, and the values that it understands. */
export interface FieldTable {
  readonly [name: string]: Check | FieldTable;
}

export const text: Check = (value) => typeof value === 'string' && value !== '';
export const flag: Check = (value) => typeof value === 'boolean';
export const count: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
export const texts: Check = (value) => Array.isArray(value) && value.every(text);
export const data: Check = (value) => typeof value === 'object' && value !== null;
export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

/** The fields of a binding that the run time reads, in the table's order; others have no effect. */
export function pick(binding: unknown, fields: FieldTable): BindingView {
  if (typeof binding !== 'object' || binding === null) return undefined;
  const source = new Map(Object.entries(binding));
  const chosen = Object.entries(fields).flatMap(([name, check]) => {
    const value: unknown = source.get(name);
    if (typeof check !== 'function') {
      const nested = pick(value, check);
      return nested === undefined ? [] : [[name, nested] as const];
    }
    return value !== undefined && check(value) ? [[name, value as Literal] as const] : [];
  });
  return chosen.length === 0 ? undefined : Object.fromEntries(chosen);
}
