import { InvalidMessageError } from './errors.js';
import type { Issue, StandardResult, Validator } from './validator.js';

/** Adds every fault of a value to `issues`. `path` is where the value stands. */
export type Check = (value: unknown, path: string, issues: Issue[]) => void;

/** Makes a validator of its two halves, which must agree: `is` is false where `check` finds a fault. */
export function createValidator<T>(is: (value: unknown) => value is T, check: Check): Validator<T> {
  const issues = (value: unknown): Issue[] => {
    const found: Issue[] = [];
    check(value, '', found);
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

const standardIssue = ({ path, message }: Issue): { message: string; path: string[] } => ({
  message,
  path: path.split('/').slice(1).map(unescapeKey),
});

const unescapeKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters, @typescript-eslint/no-unused-vars -- a guard needs its type and its parameter, though these two look at neither */

/** The guard of a schema that accepts every value. */
export function isAnything<T>(_value: unknown): _value is T {
  return true;
}

/** The guard of a schema that accepts no value. */
export function isNothing<T>(_value: unknown): _value is T {
  return false;
}

/* eslint-enable */

/** The check of a schema that accepts every value. */
export function checkNothing(): void {
  // There is nothing that could be wrong.
}

/** The check of a schema that accepts no value. */
export function checkAbsent(_value: unknown, path: string, issues: Issue[]): void {
  fail(issues, path, 'false schema', 'must not be present');
}

/** Accepts every value. */
export const anything: Validator<unknown> = createValidator<unknown>(isAnything, checkNothing);

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
