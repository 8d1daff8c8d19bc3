import { expect, test } from 'vitest';
import { plainCopy } from '../../../templates/runtime/core/envelope/plain-copy.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test.each([
  ['nested data', { a: [1, 'x', null, true, { b: {} }], c: '\ud800"' }],
  ['absent and odd numbers', { a: undefined, b: -0, c: Number.NaN, d: [Infinity] }],
  ['no prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['order of integer keys', { b: 1, 2: 1, 1: 1 }],
])('a copy is what JSON makes of it: %s', (_, value) => {
  const copy = plainCopy(value);
  expect(copy).toStrictEqual(throughJson(value));
  expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
  expect(copy).not.toBe(value);
});

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

test.each([
  ['a date', { a: new Date(0) }],
  ['toJSON', { toJSON: () => 1 }],
  ['a map', new Map()],
  ['undefined in a list', [undefined]],
  ['a hole', new Array<unknown>(2)],
  ['a function', { a: () => 1 }],
  ['bigint', { a: 1n }],
  ['__proto__', JSON.parse('{"__proto__":{"a":1}}') as unknown],
  ['a cycle', cycle],
  ['large text', 'x'.repeat(100_000)],
])('JSON itself decides about %s', (_, value) => {
  expect(plainCopy(value)).toBeUndefined();
});
