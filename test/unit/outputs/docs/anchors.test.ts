import { describe, expect, test } from 'vitest';
import { anchors, slug } from '../../../../src/outputs/docs/anchors.js';

describe('the anchor of a heading', () => {
  test.each([
    ['Messages', 'messages'],
    ['Servers and Security', 'servers-and-security'],
    ['`pets.adopted.{id}`', 'petsadoptedid'],
    ['snake_case', 'snake_case'],
    ['a - b', 'a---b'],
    ['Größe 日本', 'größe-日本'],
    ['🐈 cat', '-cat'],
    ['!?', ''],
  ])('%s becomes what GitHub makes of it', (heading, anchor) => {
    expect(slug(heading)).toBe(anchor);
  });
});

describe('the anchors of a page', () => {
  test('count repetitions, as GitHub does', () => {
    expect(anchors(['Pet', 'Payload', 'Cat', 'Payload', 'payload'])).toEqual([
      'pet',
      'payload',
      'cat',
      'payload-1',
      'payload-2',
    ]);
  });

  test('step over an anchor that a heading has by itself', () => {
    expect(anchors(['pet', 'pet-1', 'pet'])).toEqual(['pet', 'pet-1', 'pet-2']);
    expect(anchors(['pet', 'pet', 'pet-1'])).toEqual(['pet', 'pet-1', 'pet-1-1']);
  });

  test('are empty for headings without a letter', () => {
    expect(anchors(['!', 'a', '!'])).toEqual(['', 'a', '']);
  });

  test('are right for words that every object knows', () => {
    expect(anchors(['constructor', '__proto__', 'constructor'])).toEqual([
      'constructor',
      '__proto__',
      'constructor-1',
    ]);
  });
});
