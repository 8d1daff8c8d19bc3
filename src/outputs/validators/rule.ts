import type { Condition } from './condition.js';
import { and } from './condition.js';
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

/** Parts together; `undefined` for none. */
export function allOf(parts: readonly Part[]): Part | undefined {
  if (parts.length === 0) return undefined;
  return {
    holds: () => and(...parts.map((part) => part.holds())),
    faults: (path) => parts.flatMap((part) => part.faults(path)),
  };
}

/** `1 item`, `2 items` */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : noun === 'property' ? '' : 's'}`.replace(
    /(?<!^1) property$/,
    ' properties',
  );
