import type { Place } from '../load/source.js';
import { code } from '../show.js';
import type { Issue } from './issue.js';
import type { Pattern } from './pattern.js';

type Key = string | number;

/** What a check says of the value at hand. */
export interface Fault {
  readonly keyword: string;
  readonly rule: Place;
  readonly message: string;
  /** Below the value at hand, if the fault is not in itself. */
  readonly below?: Key;
  readonly part?: 'key';
  readonly help?: string | undefined;
  readonly wanted?: readonly string[];
  readonly expected?: readonly unknown[];
}

/** Tests of schemas that a check may make before it gives up: hostile schemas are exponential. */
const MAX_STEPS = 5_000_000;

/** Thrown when a schema takes too long to decide about a value. The message is for the user. */
export class TooCostly extends Error {
  constructor(message = 'It takes too long to check this.') {
    super(message);
  }
}

/** Whether a text matches. @throws TooCostly when nobody could wait for the answer */
export function matches(pattern: Pattern, text: string): boolean {
  const answer = pattern(text);
  if (answer === undefined)
    throw new TooCostly(
      `It takes too long to match ${code(text)} against a pattern: is there a repetition inside of a repetition?`,
    );
  return answer;
}

/**
 * One check of one value. Without a list of issues it only answers, and stops at the first fault;
 * with one it knows the path and tells everything.
 */
export class Run {
  readonly path: Key[] = [];
  issues: Issue[] | undefined;
  /** Whether a part of the schema could not be had, so that nobody knows whether the value fits. */
  isUnsure = false;
  #steps = 0;

  constructor(issues?: Issue[]) {
    this.issues = issues;
  }

  /** Counts a test. @throws TooCostly */
  step(): void {
    if (++this.#steps > MAX_STEPS) throw new TooCostly();
  }

  /** Notes a fault, if anybody wants to know; the words are made only then. @returns false */
  fail(say: () => Fault): false {
    if (this.issues === undefined) return false;
    const { below, part = 'value', help, ...fault } = say();
    const path = below === undefined ? [...this.path] : [...this.path, below];
    this.issues.push({ path, part, ...fault, ...(help === undefined ? {} : { help }) });
    return false;
  }

  /** Runs a test without a word. */
  silently(test: () => boolean): boolean {
    const { issues } = this;
    this.issues = undefined;
    const fits = test();
    this.issues = issues;
    return fits;
  }

  /** Runs a test that failed again, to hear why. */
  reasons(test: () => boolean): readonly Issue[] {
    const { issues } = this;
    const found: Issue[] = [];
    this.issues = found;
    test();
    this.issues = issues;
    return found;
  }
}

/** Whether a value fits; tells the run why not. */
export type Test = (value: unknown, run: Run) => boolean;

/** Tests the value at a key of the value at hand. */
export function testBelow(test: Test, value: unknown, key: Key, run: Run): boolean {
  run.path.push(key);
  const fits = test(value, run);
  run.path.pop();
  return fits;
}
