import type { Test } from './run.js';
import { hasSchema, listOf } from './schema.js';
import type { Schema } from './schema.js';
import { whyNone } from './why-none.js';

/** The keywords that apply schemas to the value itself. */
export function combinationTests(schema: Schema): readonly Test[] {
  return [
    ...allOfTest(schema),
    ...anyOfTest(schema),
    ...oneOfTest(schema),
    ...notTest(schema),
    ...ifTest(schema),
  ];
}

const partsOf = (schema: Schema, keyword: string): readonly Test[] =>
  (listOf(schema, keyword) ?? []).map((_part, index) => schema.test(keyword, index));

function allOfTest(schema: Schema): readonly Test[] {
  return partsOf(schema, 'allOf');
}

function anyOfTest(schema: Schema): readonly Test[] {
  const parts = partsOf(schema, 'anyOf');
  if (parts.length === 0) return [];
  return [
    (value, run) =>
      parts.some((part) => run.silently(() => part(value, run))) ||
      whyNone({ schema, keyword: 'anyOf', parts }, value, run),
  ];
}

function oneOfTest(schema: Schema): readonly Test[] {
  const parts = partsOf(schema, 'oneOf');
  if (parts.length === 0) return [];
  return [
    (value, run) => {
      const fitting = fittingParts(parts, (part) => run.silently(() => part(value, run)));
      if (fitting.length === 1) return true;
      if (fitting.length === 0) return whyNone({ schema, keyword: 'oneOf', parts }, value, run);
      const [first = 0, second = 0] = fitting;
      return run.fail(() => ({
        keyword: 'oneOf',
        rule: schema.rule('oneOf'),
        message: `This fits the alternatives ${first + 1} and ${second + 1} of \`oneOf\`, and must fit only one.`,
      }));
    },
  ];
}

/** The indexes of the parts that fit; two are enough to know. */
function fittingParts(parts: readonly Test[], fits: (part: Test) => boolean): readonly number[] {
  const found: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (fits(part)) found.push(index);
    if (found.length > 1) break;
  }
  return found;
}

function notTest(schema: Schema): readonly Test[] {
  if (!hasSchema(schema, 'not')) return [];
  const test = schema.test('not');
  const message = 'This fits the schema under `not`, and must not.';
  return [
    (value, run) =>
      !run.silently(() => test(value, run)) ||
      run.fail(() => ({ keyword: 'not', rule: schema.rule('not'), message })),
  ];
}

function ifTest(schema: Schema): readonly Test[] {
  const branch = (keyword: string): Test =>
    hasSchema(schema, keyword) ? schema.test(keyword) : () => true;
  if (!hasSchema(schema, 'if')) return [];
  const [condition, then, otherwise] = [schema.test('if'), branch('then'), branch('else')];
  return [
    (value, run) =>
      run.silently(() => condition(value, run)) ? then(value, run) : otherwise(value, run),
  ];
}
