import type { View } from '../model/view.js';
import type { Source } from '../load/source.js';
import { patternOf } from '../payload/pattern.js';
import { keyOf } from './document.js';
import { casings, isWrittenAs } from './rules/casing.js';

/** What a rule in `petevents.yaml` asks of an object, or of one field of it. */
export interface Assertion {
  /** A field, or several steps down: `contact/name`. `@key` is the object's own key. */
  readonly field?: string;
  /** Whether the field has to be there; `false`: must not be. */
  readonly required?: boolean;
  /** A regular expression (ECMA-262) for a text. */
  readonly matches?: string;
  readonly notMatches?: string;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly casing?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

const types = ['string', 'number', 'boolean', 'object', 'array', 'null'];

/** The JSON Schema of an assertion. */
export const assertionSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    field: { type: 'string', minLength: 1, description: 'A field, `a/b`, or `@key`.' },
    required: { type: 'boolean', description: 'It has to be there; false: it must not be.' },
    matches: { type: 'string', format: 'regex' },
    notMatches: { type: 'string', format: 'regex' },
    enum: { type: 'array', minItems: 1 },
    type: { enum: types },
    casing: { enum: Object.keys(casings) },
    minLength: { type: 'integer', minimum: 0, description: 'Of a text or a list.' },
    maxLength: { type: 'integer', minimum: 0, description: 'Of a text or a list.' },
  },
} as const;

/** What an assertion is about, where it stands, and what is wrong; no fault where it holds. */
export interface Judged {
  readonly at: View;
  readonly part: 'key' | 'value';
  readonly value: unknown;
  readonly fault: string | undefined;
}

/** Holds an object against an assertion. What is not there breaks `required` only. */
export function judge(assertion: Assertion, view: View): Judged {
  const { field } = assertion;
  if (field === '@key') return judgeKey(assertion, view);
  const found = field === undefined ? view : fieldAt(view, field);
  const isThere = found !== undefined;
  const name = field === undefined ? 'This' : `\`${field}\``;
  const at = found ?? view;
  const isBare = typeof at.value === 'object' && at.value !== null;
  const base = { at, part: isBare ? 'key' : 'value', value: found?.value } as const;
  if (!isThere)
    return { ...base, fault: assertion.required === true ? `${name} is missing.` : undefined };
  if (assertion.required === false)
    return { ...base, part: 'key', fault: `${name} must not be here.` };
  const fault = faultOf(assertion, found.value, view);
  return { ...base, fault: fault === undefined ? undefined : `${name} ${fault}` };
}

function judgeKey(assertion: Assertion, view: View): Judged {
  const key = keyOf(view);
  const fault = faultOf(assertion, key, view);
  return { at: view, part: 'key', value: key, fault: fault && `\`${key}\` ${fault}` };
}

const fieldAt = (view: View, path: string): View | undefined =>
  path
    .split('/')
    .filter((step) => step !== '')
    .reduce<View | undefined>((at, step) => at?.target()?.step(step), view);

type Test = (assertion: Assertion, value: unknown, source: Source) => string | undefined;

const tests: readonly Test[] = [
  ({ type }, value) =>
    type === undefined || typeOf(value) === type ? undefined : `must be of type ${type}.`,
  ({ enum: values }, value) =>
    values === undefined || values.some((each) => same(each, value))
      ? undefined
      : `must be one of ${values.map((each) => JSON.stringify(each)).join(', ')}.`,
  ({ matches }, value, source) =>
    matches === undefined ||
    (typeof value === 'string' && patternOf(source, matches)?.(value) === true)
      ? undefined
      : `must match ${matches}.`,
  ({ notMatches }, value, source) =>
    notMatches === undefined ||
    typeof value !== 'string' ||
    patternOf(source, notMatches)?.(value) === false
      ? undefined
      : `must not match ${notMatches}.`,
  ({ casing }, value) =>
    casing === undefined || typeof value !== 'string' || isWrittenAs(casing, value)
      ? undefined
      : `must be written in ${casing}.`,
  ({ minLength = 0 }, value) =>
    lengthOf(value) >= minLength
      ? undefined
      : `must have at least ${minLength} characters or items.`,
  ({ maxLength = Infinity }, value) =>
    lengthOf(value, 0) <= maxLength
      ? undefined
      : `must have at most ${maxLength} characters or items.`,
];

function faultOf(assertion: Assertion, value: unknown, { source }: View): string | undefined {
  for (const test of tests) {
    const fault = test(assertion, value, source);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

const lengthOf = (value: unknown, other = Infinity): number =>
  typeof value === 'string' || Array.isArray(value) ? value.length : other;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
