import { describe, expect, test } from 'vitest';
import { Progress } from '../../src/cli/progress.js';

function run(isTTY: boolean, steps: readonly [number, string][]): string {
  let now = 0;
  let written = '';
  const stream = { isTTY, columns: 20, write: (text: string) => (written += text) };
  const progress = new Progress(stream, () => now);
  for (const [time, words] of steps) {
    now = time;
    progress.step(words);
  }
  progress.done();
  return written;
}

describe('progress', () => {
  test('shows on a terminal what takes more than a second, and goes away', () => {
    expect(
      run(true, [
        [0, 'load'],
        [1500, 'emit'],
      ]),
    ).toBe('\r\u001b[Kemit …\r\u001b[K');
  });

  test('is silent in the first second', () => {
    expect(
      run(true, [
        [0, 'load'],
        [999, 'emit'],
      ]),
    ).toBe('');
  });

  test('is silent where there is no terminal', () => {
    expect(run(false, [[5000, 'emit']])).toBe('');
  });

  test('stays on one line', () => {
    expect(run(true, [[2000, 'a/very/long/path/of/a/document.yaml: emit']])).toContain(
      '\u001b[Kcument.yaml: emit …',
    );
  });
});
