import { expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { batch } from '../../../templates/runtime/batch.js';
import type { Batch, BatchContext } from '../../../templates/runtime/batch.js';
import { attach } from '../../../templates/runtime/client.js';
import type { Inbox } from '../../../templates/runtime/inbox.js';
import { memoryInbox } from '../../../templates/runtime/inbox.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { SubscribeDefaults } from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { contractOf, message, silent, turn } from './support.js';

const contract = contractOf([message('Pet')], { receive: { retry: { maxAttempts: 2 } } });
const headers = (id: string) => ({ 'event-type': 'Pet', 'event-id': id });

const subscribed = async (receive: Batch, options: SubscribeDefaults = {}) => {
  const world = scriptedBus();
  const link = attach(world.bus, contract);
  const subscription = link.subscribe('g', { receive }, options);
  await subscription.ready;
  const deliver = (...ids: string[]) => ids.map((id) => world.transport.deliver('{}', headers(id)));
  return { ...world, link, subscription, deliver };
};

/** A batch whose calls the test ends. */
const controlled = (size: number, wait = 100) => {
  const calls: { ids: string[]; context: BatchContext; end: () => void }[] = [];
  const receive = batch(
    (messages, context) =>
      new Promise<void>((resolve) => {
        calls.push({ ids: messages.map(({ id }) => id), context, end: resolve });
      }),
    { size, wait },
  );
  return { calls, receive };
};

it('runs as many batches at once as concurrency says; what waits has no slot', async () => {
  const { calls, receive } = controlled(2);
  const { bus, deliver } = await subscribed(receive, { concurrency: 2 });
  deliver('a', 'b', 'c', 'd', 'e', 'f', 'g');
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(bus.health()).toMatchObject({ inFlight: 2, waiting: 3 });
  calls[0]?.end();
  await turn();
  expect(calls[2]?.ids).toEqual(['e', 'f']);
  expect(bus.health()).toMatchObject({ inFlight: 2, waiting: 1, counters: { handled: 2 } });
});

it('waits for others only so long', async () => {
  const { calls, receive } = controlled(10, 500);
  const { clock, deliver } = await subscribed(receive);
  deliver('a', 'b');
  await turn();
  clock.advance(300);
  await turn();
  expect(calls).toEqual([]);
  clock.advance(200);
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([['a', 'b']]);
});

it('asks the broker for as many messages as its batches hold', async () => {
  const { receive } = controlled(50);
  const { transport } = await subscribed(receive, { concurrency: 3 });
  expect(transport.consuming?.concurrency).toBe(150);
});

it('ends a call whose time is up: aborted, all tried again', async () => {
  const { calls, receive } = controlled(2);
  const { bus, clock, deliver } = await subscribed(receive, {
    handlerTimeout: 1_000,
    retry: { firstDelay: 10, mode: 'blocking', jitter: 0 },
  });
  const fates = deliver('a', 'b');
  await turn();
  clock.advance(1_000);
  await turn();
  expect(calls[0]?.context.signal.aborted).toBe(true);
  expect(bus.health().counters).toMatchObject({ handled: 0, retried: 2 });
  calls[0]?.end();
  clock.advance(10);
  await turn();
  expect(calls).toHaveLength(2);
  calls[1]?.end();
  await turn();
  expect(fates.map(({ settled }) => settled)).toEqual([1, 1]);
});

it('drains the batch that runs when it closes, and gives back what has not begun', async () => {
  const { calls, receive } = controlled(2, 60_000);
  const { subscription, deliver } = await subscribed(receive);
  const fates = deliver('a', 'b', 'c');
  await turn();
  let closed = false;
  const closing = subscription.close().then(() => (closed = true));
  await turn();
  expect(closed).toBe(false);
  calls[0]?.end();
  await closing;
  expect(fates.map(({ settled, released }) => [settled, released])).toEqual([
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
  expect(calls).toHaveLength(1);
});

it('lets a handler close its own subscription', async () => {
  let close = (): Promise<void> => Promise.resolve();
  const receive = batch(() => close(), { size: 2, wait: 10 });
  const { subscription, deliver } = await subscribed(receive);
  close = () => subscription.close({ drain: 60_000 });
  deliver('a', 'b');
  await turn();
  await subscription.close();
});

it('refuses an index that no message has', async () => {
  const { calls, receive } = controlled(1);
  const { deliver } = await subscribed(receive);
  deliver('a');
  await turn();
  expect(() => calls[0]?.context.fail(1, new Error('no'))).toThrow(RangeError);
});

it('refuses sizes that make no sense, an inbox, and requests', async () => {
  expect(() => batch(() => undefined, { size: 0, wait: 1 })).toThrow(RangeError);
  expect(() => batch(() => undefined, { size: 1, wait: Number.NaN })).toThrow(RangeError);
  const { receive } = controlled(1);
  await expect(subscribed(receive, { inbox: memoryInbox() })).rejects.toThrow(/inbox/);
  const client = createClient(memoryBus({ log: silent }));
  // @ts-expect-error: each request has a reply of its own
  expect(() => client.subscribe('g', { answerQuote: receive })).toThrow(/reply/);
});

it('knows its messages by type, and no transaction', () => {
  const client = createClient(memoryBus({ log: silent }));
  const size = { size: 1, wait: 1 };
  const sequences: number[] = [];
  const items: string[] = [];
  client.subscribe('g', {
    onThing: batch((messages) => {
      sequences.push(...messages.map(({ payload }) => payload.sequence));
    }, size),
    onItem: {
      ItemAdded: batch((messages) => {
        items.push(...messages.map(({ payload }) => payload.item));
      }, size),
      ItemRemoved: ({ payload }) => {
        items.push(payload.reason);
      },
    },
  });
  const inbox: Inbox<{ query(): void }> = {
    once: () => Promise.resolve({ repeated: true, result: undefined }),
  };
  const refused = () =>
    client.subscribe(
      'h',
      // @ts-expect-error: with an inbox, one message at a time
      { onThing: batch(() => undefined, { size: 1, wait: 1 }) },
      { inbox },
    );
  expect(refused).toThrow(TypeError);
});

it('is given one message at a time by a replay', async () => {
  const bus = memoryBus({ log: silent });
  const client = createClient(bus);
  await client.publishThing({ thingId: 'a', sequence: 1 });
  await client.publishThing({ thingId: 'b', sequence: 2 });
  const seen: string[][] = [];
  let failures = 1;
  const replay = client.replay(
    { from: 'earliest', retry: { firstDelay: 1 } },
    {
      onThing: batch(
        (messages, { fail }) => {
          seen.push(messages.map(({ payload }) => payload.thingId));
          if (failures > 0) fail(0, new Error('once'));
          failures -= 1;
        },
        { size: 10, wait: 1_000 },
      ),
    },
  );
  expect(await replay.done).toMatchObject({ handled: 2 });
  expect(seen).toEqual([['a'], ['a'], ['b']]);
});
