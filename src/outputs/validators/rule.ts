import type { Condition } from './condition.js';
import { ALWAYS, and } from './condition.js';
import { when } from './statement.js';
import type { Part, Printer } from './printer.js';

/** A keyword that one condition tells. */
export const rule = (
  printer: Printer,
  holds: () => Condition,
  fault: { readonly keyword: string; readonly message: string },
): Part => ({
  holds,
  faults: (path) => when(holds(), [], [printer.fail(path, fault.keyword, fault.message)]),
});

/** Asks nothing. */
export const ANYTHING: Part = { holds: () => ALWAYS, faults: () => [] };

/** Parts together; `undefined` for none. */
export function allOf(parts: readonly Part[]): Part | undefined {
  if (parts.length < 2) return parts[0];
  return {
    holds: () => and(...parts.map((part) => part.holds())),
    faults: (path) => parts.flatMap((part) => part.faults(path)),
  };
}

const PLURALS = { item: 'items', character: 'characters', property: 'properties' } as const;

/** `1 item`, `2 items` */
export const counted = (count: number, noun: keyof typeof PLURALS): string =>
  count === 1 ? `1 ${noun}` : `${count} ${PLURALS[noun]}`;
