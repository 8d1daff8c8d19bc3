import { hasUniqueItems } from '../../templates/runtime/validation/values.js';
import { canonical } from '../canonical.js';
import { testBelow } from './run.js';
import type { Run, Test } from './run.js';
import { hasSchema, isSchema, listOf, numberOf } from './schema.js';
import type { Schema } from './schema.js';
import { counted } from './words.js';

type List = readonly unknown[];

/** The keywords of lists; a value that comes here is one. */
export function listTests(schema: Schema): readonly Test[] {
  return [
    ...countTests(schema),
    ...itemsTest(schema),
    ...containsTest(schema),
    ...uniqueTest(schema),
  ];
}

function countTests(schema: Schema): readonly Test[] {
  const [min, max] = [numberOf(schema, 'minItems'), numberOf(schema, 'maxItems')];
  const tests: Test[] = [];
  if (min !== undefined)
    tests.push((value, run) => {
      const { length } = value as List;
      if (length >= min) return true;
      const message = `This list must have at least ${counted(min, 'item')}, but it has ${length}.`;
      return run.fail(() => ({ keyword: 'minItems', rule: schema.rule('minItems'), message }));
    });
  if (max !== undefined)
    tests.push((value, run) => {
      const { length } = value as List;
      if (length <= max) return true;
      const message = `This list must have at most ${counted(max, 'item')}, but it has ${length}.`;
      return run.fail(() => ({ keyword: 'maxItems', rule: schema.rule('maxItems'), message }));
    });
  return tests;
}

function itemsTest(schema: Schema): readonly Test[] {
  const tuple = listOf(schema, 'items');
  if (tuple !== undefined) return [tupleTest(schema, tuple)];
  if (!hasSchema(schema, 'items')) return [];
  const test = schema.test('items');
  return [(value, run) => all(value as List, run, () => test)];
}

function tupleTest(schema: Schema, tuple: List): Test {
  const tests = tuple.map((item, index) =>
    isSchema(item) ? schema.test('items', index) : undefined,
  );
  const rest = hasSchema(schema, 'additionalItems') ? schema.test('additionalItems') : undefined;
  return (value, run) =>
    all(value as List, run, (index) => (index < tests.length ? tests[index] : rest));
}

/** Tests each item; all of them when somebody wants to know. */
function all(list: List, run: Run, testOf: (index: number) => Test | undefined): boolean {
  let fits = true;
  for (let index = 0; index < list.length; index++) {
    const test = testOf(index);
    if (test === undefined || testBelow(test, list[index], index, run)) continue;
    if (run.issues === undefined) return false;
    fits = false;
  }
  return fits;
}

function containsTest(schema: Schema): readonly Test[] {
  if (!hasSchema(schema, 'contains')) return [];
  const test = schema.test('contains');
  const message = 'No item of this list fits the schema under `contains`.';
  return [
    (value, run) =>
      (value as List).some((item) => run.silently(() => test(item, run))) ||
      run.fail(() => ({ keyword: 'contains', rule: schema.rule('contains'), message })),
  ];
}

function uniqueTest(schema: Schema): readonly Test[] {
  if (schema.value['uniqueItems'] !== true) return [];
  return [
    (value, run) =>
      hasUniqueItems(value as List) ||
      run.fail(() => {
        const [first, second] = twins(value as List);
        return {
          keyword: 'uniqueItems',
          rule: schema.rule('uniqueItems'),
          below: second,
          message: `This repeats item ${first + 1} of the list: items must be unique.`,
        };
      }),
  ];
}

/** The first item that repeats another, and that other. */
function twins(list: List): readonly [number, number] {
  const known = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    const key = canonical(item);
    const before = known.get(key);
    if (before !== undefined) return [before, index];
    known.set(key, index);
  }
  return [0, 0];
}
