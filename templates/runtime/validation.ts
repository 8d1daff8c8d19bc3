import { InvalidMessageError } from './errors.js';
import type { Issue, StandardResult, Validator } from './validator.js';

/** Adds every fault of a value to `issues`. `path` is where the value stands. */
export type Check = (value: unknown, path: string, issues: Issue[]) => void;

/**
 * Makes a validator of its two halves, which must agree: `fits` is false where `check` finds a
 * fault. A value that is nested more deeply than the stack allows does not fit.
 */
export function createValidator<T>(fits: (value: unknown) => boolean, check: Check): Validator<T> {
  const is = (value: unknown): value is T => (isAtWork ? fits(value) : fitsOnStack(fits, value));
  const issues = (value: unknown): Issue[] => {
    const found: Issue[] = [];
    if (isAtWork) check(value, '', found);
    else if (!is(value)) checkOnStack(check, value, found);
    return found;
  };
  return {
    is,
    issues,
    parse: (value) => {
      if (is(value)) return value;
      throw new InvalidMessageError('payload', issues(value));
    },
    '~standard': {
      version: 1,
      vendor: 'petevents',
      validate: (value): StandardResult<T> =>
        is(value) ? { value } : { issues: issues(value).map(standardIssue) },
    },
  };
}

/** Whether a validator further out on the stack watches over its depth. */
let isAtWork = false;

function fitsOnStack(fits: (value: unknown) => boolean, value: unknown): boolean {
  isAtWork = true;
  try {
    return fits(value);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  } finally {
    isAtWork = false;
  }
}

function checkOnStack(check: Check, value: unknown, found: Issue[]): void {
  isAtWork = true;
  try {
    check(value, '', found);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  } finally {
    isAtWork = false;
  }
  if (found.length === 0) fail(found, '', 'depth', 'must not be nested so deeply');
}

const standardIssue = ({ path, message }: Issue): { message: string; path: string[] } => ({
  message,
  path: path.split('/').slice(1).map(unescapeKey),
});

const unescapeKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');

/* eslint-disable @typescript-eslint/no-unused-vars -- guards have a parameter, though these two do not look at it */

/** The guard of a schema that accepts every value. */
export const isAnything = (_value: unknown): boolean => true;

/** The guard of a schema that accepts no value. */
export const isNothing = (_value: unknown): boolean => false;

/* eslint-enable */

/** The check of a schema that accepts every value. */
export function checkNothing(): void {
  // There is nothing that could be wrong.
}

/** Accepts every value. */
export const anything: Validator<unknown> = createValidator(isAnything, checkNothing);

/** Adds an issue. */
export function fail(issues: Issue[], path: string, keyword: string, message: string): void {
  issues.push({ path, keyword, message });
}

/** Adds what another validator found in the value that stands at `path`. */
export function failAll(issues: Issue[], path: string, found: readonly Issue[]): void {
  for (const issue of found) issues.push({ ...issue, path: path + issue.path });
}

/** One reference token of a JSON Pointer, RFC 6901 section 3. */
export const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
