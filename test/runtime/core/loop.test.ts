import { afterEach, expect, it } from 'vitest';
import { startLoop } from '../../../templates/runtime/loop.js';
import type { Loop } from '../../../templates/runtime/loop.js';
import { silent } from './support.js';

let loop: Loop | undefined;

afterEach(() => loop?.close());

/** A loop that nobody but `wake` moves on, and the steps that it has done. */
const start = (step: (count: number) => Promise<boolean>) => {
  let count = 0;
  const seen = new Set<() => void>();
  loop = startLoop({
    name: 'test',
    every: 600_000,
    log: silent,
    step: async () => {
      count += 1;
      for (const tell of seen) tell();
      return step(count);
    },
  });
  const reached = (wanted: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (count >= wanted) resolve();
      };
      seen.add(look);
      look();
    });
  return { loop, reached, count: () => count };
};

it('goes on at once while there is more, and then when it is called', async () => {
  const { loop, reached, count } = start(async (step) => step < 3);
  await reached(3);
  loop.wake();
  await reached(4);
  await loop.close();
  expect(count()).toBe(4);
});

it('remembers a call that comes while a step runs', async () => {
  let end: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { loop, reached } = start(async (step) => {
    if (step === 1) await first;
    return false;
  });
  await reached(1);
  loop.wake();
  end();
  await reached(2);
});

it('says why a step failed, and tries again', async () => {
  const { loop, reached } = start(async (step) => {
    if (step === 1) throw new Error('no database');
    return false;
  });
  await reached(1);
  await expect.poll(() => loop.failure).toBe('Error: no database');
  loop.wake();
  await reached(2);
  await expect.poll(() => loop.failure).toBeUndefined();
});

it('closes when the step that runs has ended', async () => {
  let ended = false;
  let go: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { loop, reached } = start(async () => {
    await wait;
    ended = true;
    return true;
  });
  await reached(1);
  const closed = loop.close();
  go();
  await closed;
  expect(ended).toBe(true);
});
