import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.js';
import { text } from '../../src/cli/reporters/text.js';

const finding = (line: number, column: number, length: number): Diagnostic => ({
  code: 'spec/structure',
  severity: 'error',
  message: 'wrong',
  at: { uri: 'a.yaml', line, column, endLine: line, endColumn: column + length },
  pointer: '',
});

const context = {
  color: false,
  files: [],
  pathOf: (uri: string) => uri,
  linkTo: () => undefined,
  failOn: 'error',
} as const;

const print = (file: string, diagnostics: readonly Diagnostic[], width = 100): string[] =>
  text(diagnostics, { ...context, width, textOf: () => file }).split('\n');

describe('the text reporter', () => {
  test('a tab takes one column, so that the marker stands below', () => {
    expect(print('a:\n\tb: c\n', [finding(2, 2, 1)]).slice(2, 5)).toEqual([
      '  1 | a:',
      '  2 |  b: c',
      '    |  ^',
    ]);
  });

  test('wide characters take two columns, combining ones none', () => {
    expect(print('名前: e\u0301x\n', [finding(1, 5, 3)]).slice(2, 4)).toEqual([
      '  1 | 名前: e\u0301x',
      `    | ${' '.repeat(6)}^^`,
    ]);
  });

  test('files with CRLF have no stray character', () => {
    expect(print('a: 1\r\nb: 2\r\n', [finding(2, 4, 1)]).slice(2, 5)).toEqual([
      '  1 | a: 1',
      '  2 | b: 2',
      '    |    ^',
    ]);
  });

  test('no line of the frame is wider than the terminal', () => {
    const rows = print(`${'x'.repeat(500)}\n${'名'.repeat(500)}\n`, [finding(2, 300, 5)], 60);
    const frame = rows.filter((row) => row.includes('|'));
    expect(frame).toHaveLength(3);
    expect(frame.every((row) => row.length <= 60)).toBe(true);
    expect(frame[1]).toMatch(/名{20}/);
    expect(frame[2]).toMatch(/\| {41}\^+$/);
  });

  test('says how many findings of each kind there are', () => {
    const warning: Diagnostic = { ...finding(1, 1, 1), severity: 'warning' };
    const info: Diagnostic = { ...finding(1, 1, 1), severity: 'info' };
    expect(print('a', [finding(1, 1, 1), finding(1, 1, 1), warning, info]).at(-2)).toBe(
      '2 errors, 1 warning, 1 info',
    );
  });

  test('control characters of a document, also in its name, are shown as such', () => {
    const evil = {
      ...finding(1, 1, 1),
      message: '\u001b[2J',
      help: '\u202e',
      at: { ...finding(1, 1, 1).at, uri: '\u0007.yaml' },
    };
    expect(print('\u001b]0;title', [evil]).join('')).not.toMatch(/[\u001b\u202e\u0007]/);
  });

  test('10,000 findings in a file of 100,000 lines take a moment', () => {
    const file = 'a: 1\n'.repeat(100_000);
    const many = Array.from({ length: 10_000 }, (_, index) => finding(index * 10 + 1, 1, 1));
    const start = performance.now();
    expect(print(file, many)).toContain('10000 errors');
    expect(performance.now() - start).toBeLessThan(5000); // splitting the file each time: minutes
  });
});
