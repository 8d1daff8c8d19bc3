import { codePoints, isMultipleOf } from '../../templates/runtime/validation/values.js';
import { code } from '../show.js';
import { formats } from './formats.js';
import type { Format } from './formats.js';
import { matches } from './run.js';
import type { Test } from './run.js';
import { numberOf, textOf } from './schema.js';
import type { Schema } from './schema.js';
import { counted, mustBe } from './words.js';

/** A test of one keyword over values of the one type that it is about. */
function keywordTest(
  schema: Schema,
  keyword: string,
  fits: (value: never) => boolean,
  say: (value: never) => string,
): Test {
  return (value, run) =>
    fits(value as never) ||
    run.fail(() => ({ keyword, rule: schema.rule(keyword), message: say(value as never) }));
}

type Bound = readonly [
  keyword: string,
  fits: (value: number, bound: number) => boolean,
  words: string,
];

const bounds: readonly Bound[] = [
  ['minimum', (value, bound) => value >= bound, 'at least'],
  ['exclusiveMinimum', (value, bound) => value > bound, 'more than'],
  ['maximum', (value, bound) => value <= bound, 'at most'],
  ['exclusiveMaximum', (value, bound) => value < bound, 'less than'],
  ['multipleOf', (value, divisor) => divisor <= 0 || isMultipleOf(value, divisor), 'a multiple of'],
];

/** The keywords of numbers. */
export function numberTests(schema: Schema): readonly Test[] {
  const tests = bounds.flatMap(([keyword, fits, words]) => {
    const bound = numberOf(schema, keyword);
    if (bound === undefined) return [];
    return keywordTest(
      schema,
      keyword,
      (value: number) => fits(value, bound),
      (value: number) => mustBe(`${words} ${bound}`, value),
    );
  });
  return [...tests, ...formatTest(schema, 'number')];
}

/** The keywords of texts. */
export function textTests(schema: Schema): readonly Test[] {
  return [...formatTest(schema, 'string'), ...patternTest(schema), ...lengthTests(schema)];
}

function formatTest(schema: Schema, type: Format['type']): readonly Test[] {
  const format = formats.get(textOf(schema, 'format') ?? '');
  if (format?.type !== type) return [];
  return [
    keywordTest(schema, 'format', format.test, (value: unknown) => mustBe(format.noun, value)),
  ];
}

function patternTest(schema: Schema): readonly Test[] {
  const text = textOf(schema, 'pattern');
  const pattern = text === undefined ? undefined : schema.pattern(text);
  if (text === undefined || pattern === undefined) return [];
  return [
    keywordTest(
      schema,
      'pattern',
      (value: string) => matches(pattern, value),
      (value: string) => `The text ${code(value)} does not match the pattern ${code(text)}.`,
    ),
  ];
}

function lengthTests(schema: Schema): readonly Test[] {
  const [min, max] = [numberOf(schema, 'minLength'), numberOf(schema, 'maxLength')];
  const has = (value: string): string => `but it has ${codePoints(value)}`;
  return [
    ...(min === undefined
      ? []
      : [
          keywordTest(
            schema,
            'minLength',
            (value: string) => value.length >= min && codePoints(value) >= min,
            (value: string) =>
              value === ''
                ? 'This text must not be empty.'
                : `This text must have at least ${counted(min, 'character')}, ${has(value)}.`,
          ),
        ]),
    ...(max === undefined
      ? []
      : [
          keywordTest(
            schema,
            'maxLength',
            (value: string) => value.length <= max || codePoints(value) <= max,
            (value: string) =>
              `This text must have at most ${counted(max, 'character')}, ${has(value)}.`,
          ),
        ]),
  ];
}
