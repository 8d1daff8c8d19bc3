import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../support/paths.js';

/** What people read and copy: all TypeScript that is written by hand. */
const source = inProject('templates/samples/petstore/src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('generated'))
  .map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }));

/** Lines with code; imports count, blank lines and comments do not. */
const linesOf = (text: string): number =>
  text
    .replaceAll(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;

test('the PetStore does not grow: what it lacks belongs into the run time', () => {
  const lines = files.reduce((sum, { text }) => sum + linesOf(text), 0);
  expect(lines).toBeGreaterThan(2_000);
  expect(lines).toBeLessThanOrEqual(2_584);
});

test('no file of the PetStore is longer than 200 lines', () => {
  const long = files.filter(({ text }) => text.split('\n').length > 200);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('the board is plain: 300 lines in all, and none too long to read', () => {
  const board = readdirSync(join(source, 'board'));
  const text = board.map((name) => readFileSync(join(source, 'board', name), 'utf8'));
  const lines = text.flatMap((one) => one.trimEnd().split('\n'));
  expect(board.sort()).toEqual(['board.css', 'board.js', 'index.html']);
  expect(lines.length).toBeLessThanOrEqual(300);
  expect(lines.filter((line) => line.length > 110)).toEqual([]);
});
