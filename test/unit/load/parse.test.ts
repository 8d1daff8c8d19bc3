import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/load/parse.js';
import type { Location } from '../../../src/diagnostic.js';

const yaml = (text: string) => parse({ id: '/a.yaml', uri: 'a.yaml' }, text);
const json = (text: string) => parse({ id: '/a.json', uri: 'a.json' }, text);
const start = ({ line, column }: Location) => [line, column];

/** The text of a node, as an editor would select it. */
function selected(text: string, pointer: string, part: 'key' | 'value' = 'value'): string {
  const { line, column, endLine, endColumn } = yaml(text).file.locate(pointer, part);
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const offset = (row: number, col: number) =>
    lines.slice(0, row - 1).reduce((sum, each) => sum + each.length, col - 1);
  return text.slice(offset(line, column), offset(endLine, endColumn));
}

describe('values', () => {
  it.each([
    ['own keys win over merged ones', 'a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}', { x: 1, y: 2 }],
    ['also behind the merge', 'a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}', { x: 1, y: 2 }],
    ['earlier merges win', 'a: [&a {x: 1}, &c {x: 2, z: 3}]\nb: {<<: [*a, *c]}', { x: 1, z: 3 }],
    ['a quoted << is a name', "b: {'<<': 1}", { '<<': 1 }],
    [
      'keys are texts',
      'b: {200: a, true: b, 1.0: c, ~: d}',
      { 200: 'a', true: 'b', '1.0': 'c', '~': 'd' },
    ],
    [
      'core tags',
      'b: [!!str 1, !!int "1", !!float 1, !!bool true, !!null "", ! x]',
      ['1', 1, 1, true, null, 'x'],
    ],
    [
      'core schema',
      'b: [yes, 0o17, 0x1F, 1e3, 2020-01-01, ~, 012, +1, -.5]',
      ['yes', 15, 31, 1000, '2020-01-01', null, 12, 1, -0.5],
    ],
    ['block texts', 'b:\n  - |\n    x\n     y\n  - >-\n    x\n    y\n', ['x\n y\n', 'x y']],
  ])('%s', (_, text, expected) => {
    const { file, diagnostics } = yaml(text);
    expect(diagnostics).toEqual([]);
    expect((file.value as { b: unknown }).b).toEqual(expected);
  });

  it.each([yaml, json])('keeps `__proto__` as a property', (read) => {
    const value = read('{"__proto__": {"x": 1}, "constructor": 2}').file.value as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect('x' in value).toBe(false);
  });
});

describe('faults', () => {
  it.each([
    ['an unknown tag', 'a: !ruby/object x', [1, 17]],
    ['a tag that does not fit', 'a: !!int x', [1, 10]],
    ['a list as key', '? [1]\n: 2', [1, 3]],
    ['a missing key', 'a: 1\n: 2', [2, 1]],
    ['a merge of a text', 'a: {<<: x}', [1, 9]],
    ['an alias of its own container', 'a: &a [*a]', [1, 8]],
    ['a key twice', 'a: &x {b: 1, "b": 2}\n', [1, 14]],
    [
      'an alias that nests too deep',
      `a: &a ${'['.repeat(400)}${']'.repeat(400)}\nb: ${'['.repeat(200)}*a${']'.repeat(200)}`,
      [2, 204],
    ],
  ])('%s', (_, text, at) => {
    const { diagnostics } = yaml(text);
    expect(diagnostics).toHaveLength(1);
    expect(start(diagnostics[0]!.at)).toEqual(at);
  });

  it('stops at the alias that makes a bomb', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`);
    const { diagnostics } = yaml(`a0: &a0 [1]\n${levels.join('')}`);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]!.message).toContain('aliases');
    expect(diagnostics[0]!.at).toMatchObject({ line: 21, column: 18, endColumn: 22 });
  });

  it.each([
    [500, 0],
    [501, 1],
  ])('%i levels of lists give %i faults, in YAML and in JSON', (levels, faults) => {
    const text = `${'['.repeat(levels)}1${']'.repeat(levels)}`;
    expect(yaml(text).diagnostics).toHaveLength(faults);
    expect(json(text).diagnostics).toHaveLength(faults);
  });

  it('of many duplicate keys cost no more than their number', () => {
    const text = 'same: 1\n'.repeat(20_000);
    const began = performance.now();
    expect(yaml(text).diagnostics).toHaveLength(19_999);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('ranges', () => {
  it.each([
    ['a plain value', 'a: b c # d', '/a', 'b c'],
    ['a quoted value', `a: 'it''s'`, '/a', `'it''s'`],
    ['a text over lines', 'a: b\n  c\nd: 1', '/a', 'b\n  c'],
    ['a quoted text over lines', 'a: "b\n  c"\nd: 1', '/a', '"b\n  c"'],
    ['a block text', 'a: |  # | x\n  b\n  c\n\nd: 1', '/a', '|  # | x\n  b\n  c'],
    ['a block text behind an odd key', '"a|b": >-\n  x\nd: 1', '/a|b', '>-\n  x'],
    ['a block text in CRLF', 'a: |\r\n  b\r\n  c\r\nd: 1', '/a', '|\r\n  b\r\n  c'],
    ['a flow list', 'a: [1, [2, {b: 3}], ] # ]\nb: 1', '/a', '[1, [2, {b: 3}], ]'],
    ['a bracket that closes at the margin', 'a: [\r\n  1\r\n]\r\nb: 1', '/a', '[\r\n  1\r\n]'],
    ['an empty list', 'a: [ # ]\n ]\nb: 1', '/a', '[ # ]\n ]'],
    ['a block object', 'a:\n  b: 1\n  c: {d: []}\ne: 1', '/a', 'b: 1\n  c: {d: []}'],
    ['through an alias', 'a: &x {b: 1}\nc: *x', '/c/b', '1'],
    ['an alias', 'a: &x {b: 1}\nc: *x', '/c', '*x'],
    ['through a merge', 'a: &x {b: 1}\nc: {<<: *x, d: 2}', '/c/b', '1'],
    ['an empty value is its key', 'a:\nb: 1', '/a', 'a'],
    ['an empty item is its dash', 'a:\n  - 1\n  -\n  - 3', '/a/1', '-'],
    ['behind tabs', 'a:\t1\t# x', '/a', '1'],
    ['behind astral characters', '{"😀": 1, b: 22}', '/b', '22'],
    ['an unknown pointer is what is above', 'a: {b: 1}', '/a/c/d', '{b: 1}'],
    ['an escaped key', '"a/b~c": 1', '/a~1b~0c', '1'],
  ])('%s', (_, text, pointer, expected) => {
    expect(selected(text, pointer)).toBe(expected);
  });

  it.each([
    ['"a b": 1', '/a b', '"a b"'],
    ['? a\n: 1', '/a', 'a'],
    ['x:\r\n  a: 1\r\n', '/x/a', 'a'],
    ['- {a: 1}', '/0/a', 'a'],
  ])('of the key in %j', (text, pointer, expected) => {
    expect(selected(text, pointer, 'key')).toBe(expected);
  });

  it('count columns in UTF-16 code units', () => {
    expect(start(yaml('{"😀": 1}').file.locate('/😀'))).toEqual([1, 8]);
  });
});
