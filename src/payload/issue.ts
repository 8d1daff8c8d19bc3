import type { Place } from '../load/source.js';

/** One fault of a value that a schema describes. Made for people: the innermost value, once. */
export interface Issue {
  /** From the value down to the fault. */
  readonly path: readonly (string | number)[];
  /** `key`: what stands at the path is wrong by its name, or lacks something; not by its content. */
  readonly part: 'key' | 'value';
  /** The keyword of JSON Schema that is broken: `required`, `format`, `minimum`. */
  readonly keyword: string;
  readonly message: string;
  /** What was probably meant. */
  readonly help?: string;
  /** Where the schema says so, through any chain of references. */
  readonly rule: Place;
  /** Of `type`, `const` and `enum`: what would fit, in words. */
  readonly wanted?: readonly string[];
  /** Of `const` and `enum`: the values that would fit. */
  readonly expected?: readonly unknown[];
}

/** Gives every fault of a value; nothing when it fits, at little cost. */
export type Check = (value: unknown) => readonly Issue[];
