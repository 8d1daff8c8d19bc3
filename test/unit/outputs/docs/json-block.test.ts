import fc from 'fast-check';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { fenced } from '../../../../src/outputs/docs/json-block.js';

const json = (value: unknown): string => fenced(value).slice(1, -1).join('\n');

describe('a block of JSON', () => {
  test('is what Prettier prints, and means the value', async () => {
    const word = fc.stringMatching(/^[a-z ]{0,30}$/);
    const value = fc.jsonValue({ maxDepth: 4, stringUnit: word });
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        const text = json(given);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(given)));
        expect(`${text}\n`).toBe(await format(text, { parser: 'json' }));
      }),
      { numRuns: 200 },
    );
  });

  test('fills lines with numbers and keeps a matrix as rows', () => {
    expect(json([1, 2, 3])).toBe('[1, 2, 3]');
    expect(
      json([
        [1, 2],
        [3, 4],
      ]),
    ).toBe('[\n  [1, 2],\n  [3, 4]\n]');
    const lines = json(Array.from({ length: 60 }, (_, at) => at)).split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
  });

  test('shows characters that no reader sees, and is not closed by back-ticks', () => {
    expect(json('a\u202eb\u200bc')).toBe('"a\\u202eb\\u200bc"');
    expect(fenced('```')).toEqual(['````json', '"```"', '````']);
  });

  test('prints nothing to show as null', () => {
    expect(json(undefined)).toBe('null');
    expect(json({ a: undefined, b: [] })).toBe('{\n  "b": []\n}');
  });
});
