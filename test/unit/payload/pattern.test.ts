import { describe, expect, it } from 'vitest';
import { loadText } from '../../../src/load/load.js';
import { patternOf } from '../../../src/payload/pattern.js';

const source = () => loadText('{}', 'a.json', { cwd: '/' }).value!;
const hostile = `${'a'.repeat(60)}!`;

describe('a pattern of a document', () => {
  it.each([
    ['^[a-z]+$', 'abc', 'ab1'],
    ['^[a-z]+(-[a-z]+)*$', 'a-b-c', 'a--b'],
    ['^(\\d+)-\\1$', '12-12', '12-21'],
    ['^\\p{Lu}', 'Éa', 'éa'],
    ['\\-', 'a-b', 'ab'],
    ['a*b', `${'c'.repeat(200)}b`, 'c'.repeat(200)],
  ])('%s matches %j, and not %j', (pattern, good, bad) => {
    const matches = patternOf(source(), pattern)!;
    expect([matches(good), matches(bad)]).toEqual([true, false]);
  });

  it('is nothing where it is no regular expression', () => {
    expect(patternOf(source(), '(')).toBeUndefined();
  });

  it.each([
    ['^(a+)+$', hostile],
    ['^(a|a)*$', hostile],
    ['^(?:a|a){2,}$', hostile],
    ['(?=(a+)+$)b', hostile],
    ['^(.*a){12}$', hostile],
    [`^${'(a|aa)'.repeat(40)}$`, hostile],
    ['a+b', 'a'.repeat(200_000)],
  ])('%s is stopped where nobody could wait', (pattern, text) => {
    const start = performance.now();
    expect(patternOf(source(), pattern)!(text)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('that was stopped often is not waited for again; others are', () => {
    const document = source();
    const slow = patternOf(document, '^(a+)+$')!;
    expect([slow(hostile), slow(hostile), slow('a')]).toEqual([undefined, undefined, undefined]);
    expect(patternOf(document, '^(b+)+$')!('b')).toBe(true);
  });
});
