import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient, NonRetryableError } from '../../../fixtures/contract/expected/index.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { KeptLetter, MemoryBus } from '../../../templates/runtime/memory.js';
import type { DeadLetters } from '../../../templates/runtime/types.js';
import { silent } from '../core/support.js';

/** A store that does not answer until it is told to: what a broker that is away looks like. */
let bus: MemoryBus;
let letters: DeadLetters;
let calls: number;
let answer: () => void;
let answers: Promise<void>;
/** Walks that have begun to look. */
let looks: number;

beforeEach(async () => {
  calls = 0;
  looks = 0;
  answers = new Promise((resolve) => {
    answer = resolve;
  });
  const kept = new Map<string, KeptLetter>();
  bus = memoryBus({
    log: silent,
    confirm: 'handled',
    deadLetters: {
      add: async (letter) => {
        const id = String(kept.size);
        kept.set(id, { ...letter, id });
      },
      list: async () => {
        looks += 1;
        await answers;
        return [...kept.values()];
      },
      remove: async (id) => void kept.delete(id),
    },
  });
  const client = createClient(bus);
  const onThing = (): void => {
    calls += 1;
    if (calls <= 2) throw new NonRetryableError('not yet');
  };
  await client.subscribe('g', { onThing }).ready;
  await client.publishThing({ thingId: 'a', sequence: 1 });
  await client.publishThing({ thingId: 'a', sequence: 2 });
  letters = client.deadLetters('g');
});

afterEach(() => bus.close());

it('rejects when its time is up, and sends nothing later', async () => {
  const noAnswer = { name: 'NoAnswerError', code: 'NO_ANSWER' };
  const [listed, redriven] = [letters.list({ timeout: 500 }), letters.redrive({ timeout: 500 })];
  await expect.poll(() => looks).toBe(1);
  bus.clock.advance(1_000);
  await expect(listed).rejects.toMatchObject(noAnswer);
  await expect(redriven).rejects.toMatchObject(noAnswer);
  answer();
  expect(await letters.list()).toHaveLength(2);
  await bus.settled();
  expect(calls).toBe(2);
  // The redrive that nobody waited for any more did not even look.
  expect(looks).toBe(2);
});

it('has no limit once the first letter is reached', async () => {
  answer();
  const { ids } = await letters.redrive({
    timeout: 500,
    filter: () => {
      bus.clock.advance(1_000);
      return true;
    },
  });
  expect(ids).toHaveLength(2);
});

it('waits without a time limit', async () => {
  const listed = letters.list();
  bus.clock.advance(3_600_000);
  answer();
  expect(await listed).toHaveLength(2);
});
