import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inProject } from '../support/paths.js';

/** The names that the specification of the sample gives to its ideas. */
const names = [
  ...['flow', 'compete', 'faults', 'W1', 'W2', 'topology', 'order', 'replay', 'specs', 'history'],
  ...['ops', 'E1', 'E2', 'E3', 'E4', 'queries', 'status', 'ryw', 'api', 'join', 'recipe', 'inform'],
  ...['seam', 'lint', 'envelope', 'store', 'upcast', 'S1', 'choreo', 'O1', 'O2', 'O3', 'O4', 'O5'],
  ...['X4', 'trace', 'health', 'pressure', 'ci', 'docs', 'switch', 'split'],
];

const rows = readFileSync(inProject('test/sample/README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, idea = '', name = '', file = '', title = '']) => ({
    idea,
    name,
    path: file.replaceAll('`', ''),
    title,
  }));

const fileOf = (path: string): string => {
  if (path.startsWith('shipped/'))
    return path.replace('shipped/', 'templates/samples/petstore/test/');
  return path.startsWith('test/') ? path : `test/sample/${path}`;
};

test('every name of the specification has a test', () => {
  const found = new Set(rows.flatMap(({ name }) => name.split(' ')));
  expect([...found].sort()).toEqual([...names].sort());
});

test.each(rows)('$name: $idea', ({ path, title }) => {
  const quotes = '[\'"`]';
  const escaped = title.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  const text = readFileSync(inProject(fileOf(path)), 'utf8');
  expect(text).toMatch(new RegExp(`\\b(?:test|it|describe)\\b[^;]*?${quotes}${escaped}`));
});
