import { expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { RetryLater } from '../../../templates/runtime/errors.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import { Journal } from '../../contract/journal.js';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const thing = { thingId: 'a', sequence: 1 };

it('closes before anything happened, and once for all callers', async () => {
  const bus = memoryBus({ log: silent });
  const seen: string[] = [];
  bus.onStatus(({ status }) => void seen.push(status));
  const first = bus.close();
  expect(bus.close()).toBe(first);
  await first;
  expect(seen).toEqual(['closing', 'closed']);
  await expect(bus.connect()).rejects.toMatchObject({ code: 'CLOSED' });
  expect(() => createClient(bus).subscribe('g', { onThing: () => {} })).toThrow('closed');
});

it('lets what was accepted be handled before it closes', async () => {
  const bus = memoryBus({ log: silent });
  const client = createClient(bus);
  let handled = 0;
  const onThing = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    handled += 1;
  };
  await client.subscribe('g', { onThing }, { concurrency: 1 }).ready;
  for (let n = 0; n < 20; n += 1) await client.publishThing({ thingId: `${n}`, sequence: n });
  await bus.close();
  expect(handled).toBe(20);
});

it('ends at once though a publish waits for a handler that will not come', async () => {
  const bus = memoryBus({ log: silent, confirm: 'handled' });
  const client = createClient(bus);
  const started = new Journal<string>(2_000);
  const subscription = client.subscribe('g', {
    onThing: ({ id }) => {
      started.add(id);
      throw new RetryLater(60_000);
    },
  });
  await subscription.ready;
  const publishing = expect(client.publishThing(thing)).rejects.toMatchObject({
    code: 'PUBLISH',
    outcome: 'unknown',
  });
  await started.atLeast(1);
  await subscription.close({ drain: 0 });
  const begin = performance.now();
  await bus.close();
  await publishing;
  expect(performance.now() - begin).toBeLessThan(2_000);
});

it('aborts a handler that outlives the drain, and ends', async () => {
  const bus = memoryBus({ log: silent });
  const client = createClient(bus);
  const started = new Journal<AbortSignal>(2_000);
  await client.subscribe('g', {
    onThing: (_, { signal }) => {
      started.add(signal);
      return new Promise(() => {});
    },
  }).ready;
  await client.publishThing(thing);
  const [signal] = await started.atLeast(1);
  const begin = performance.now();
  await bus.close({ drain: 50 });
  expect(signal?.aborted).toBe(true);
  expect(performance.now() - begin).toBeLessThan(5_050);
});

it('fails requests that nobody will answer any more', async () => {
  const bus = memoryBus({ log: silent });
  const client = createClient(bus);
  await client.subscribe('g', { answerQuote: () => new Promise<never>(() => {}) }).ready;
  const asking = expect(client.requestQuote({ item: 'x' })).rejects.toMatchObject({
    code: 'REQUEST_TIMEOUT',
  });
  await new Promise((resolve) => setImmediate(resolve));
  await bus.close({ drain: 0 });
  await asking;
});
