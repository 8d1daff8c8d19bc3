import { afterEach, expect, it } from 'vitest';
import { createClient, RetryLater } from '../../../fixtures/contract/expected/index.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { MemoryBus, MemoryBusOptions } from '../../../templates/runtime/memory.js';
import { Journal } from '../../contract/journal.js';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const open: MemoryBus[] = [];
const busWith = (options: MemoryBusOptions = {}): MemoryBus => {
  const bus = memoryBus({ log: silent, ...options });
  open.push(bus);
  return bus;
};
const thing = { thingId: 'a', sequence: 1 };

afterEach(async () => {
  await Promise.all(open.splice(0).map((bus) => bus.close({ drain: 0 })));
});

it('waits 1, 2, 4, 8 s between the default five attempts, then buries with all headers', async () => {
  const bus = busWith();
  const client = createClient(bus);
  const attempts = new Journal<number>(2_000);
  const retry = { maxAttempts: 5, firstDelay: 1_000, factor: 2, maxDelay: 60_000, jitter: 0 };
  const fail = ({ attempt }: { attempt: number }): void => {
    attempts.add(attempt);
    throw new TypeError('broken');
  };
  await client.subscribe('g', { onThing: fail }, { retry }).ready;
  const { id } = await client.publishThing(thing);
  for (const [count, delay] of [1_000, 2_000, 4_000, 8_000].entries()) {
    await attempts.atLeast(count + 1);
    bus.clock.advance(delay - 100);
    expect(attempts.all).toHaveLength(count + 1);
    bus.clock.advance(100);
  }
  await bus.settled();
  expect(attempts.all).toEqual([1, 2, 3, 4, 5]);
  expect(bus.deadLetters('g')).toMatchObject([
    {
      id,
      payload: thing,
      queue: 'g.contract.things.dlq',
      headers: {
        'event-id': id,
        'error-message': 'broken',
        'retry-count': 4,
        'x-dead-reason': 'attempts-exhausted',
        'x-dead-error': 'TypeError',
        'x-dead-source': 'contract.things',
        'x-dead-consumer': 'g',
        'x-dead-contract': 'Contract suite 1.0.0',
      },
    },
  ]);
});

interface Seen {
  readonly payload: { readonly thingId: string; readonly sequence: number };
  readonly attempt: number;
}

it('lets other keys go on while one waits for its next try', async () => {
  const bus = busWith();
  const client = createClient(bus);
  const handled: string[] = [];
  const onThing = ({ payload, attempt }: Seen) => {
    if (payload.sequence === 1 && attempt === 1) throw new RetryLater(60_000);
    handled.push(payload.thingId);
  };
  await client.subscribe('g', { onThing }, { concurrency: 1 }).ready;
  await client.publishThing(thing);
  await client.publishThing({ thingId: 'a', sequence: 2 });
  await client.publishThing({ thingId: 'b', sequence: 3 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(handled).toEqual(['b']);
  bus.clock.advance(60_000);
  await bus.settled();
  expect(handled).toEqual(['b', 'a', 'a']);
});

it('frees the slot of a handler that hangs, aborts it, and ignores its late result', async () => {
  const bus = busWith();
  const client = createClient(bus);
  const calls = new Journal<AbortSignal>(2_000);
  let finish = (): void => {};
  await client.subscribe(
    'g',
    {
      onThing: (_, context) => {
        calls.add(context.signal);
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    },
    { handlerTimeout: 1_000, retry: { maxAttempts: 1 } },
  ).ready;
  await client.publishThing(thing);
  const [signal] = await calls.atLeast(1);
  bus.clock.advance(1_000);
  await bus.settled();
  expect(signal?.aborted).toBe(true);
  expect(bus.deadLetters()).toMatchObject([{ headers: { 'x-dead-reason': 'handler-timeout' } }]);
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  expect(bus.health().counters).toMatchObject({ handled: 0, deadLettered: 1 });
});

it('a subscriber cannot change what another one sees', async () => {
  const bus = busWith();
  const client = createClient(bus);
  const seen: string[] = [];
  for (const group of ['one', 'two']) {
    await client.subscribe(group, {
      onThing: ({ payload }) => {
        seen.push(payload.thingId);
        payload.thingId = 'changed';
      },
    }).ready;
  }
  const mine = { ...thing };
  await client.publishThing(mine);
  await bus.settled();
  expect(seen).toEqual(['a', 'a']);
  expect(mine).toEqual(thing);
});

it('delivers the payload as it was when it was published', async () => {
  const bus = busWith();
  const client = createClient(bus);
  const seen: unknown[] = [];
  await client.subscribe('one', {
    onThing: async ({ payload }) => {
      seen.push({ ...payload });
      payload.sequence = 3;
    },
  }).ready;
  const mine = { ...thing };
  const published = client.publishThing(mine);
  mine.sequence = 2;
  await published;
  await bus.settled();
  expect(seen).toEqual([thing]);
  expect(mine.sequence).toBe(2);
});

it('with payloads: shared, hands on the very object', async () => {
  const bus = busWith({ payloads: 'shared' });
  const client = createClient(bus);
  const seen: unknown[] = [];
  await client.subscribe('g', { onThing: ({ payload }) => void seen.push(payload) }).ready;
  const mine = { ...thing };
  await client.publishThing(mine);
  await bus.settled();
  expect(seen[0]).toBe(mine);
});

it('changes no fate when the logger and a listener throw', async () => {
  const boom = (): never => {
    throw new Error('logger');
  };
  const bus = busWith({ log: { debug: boom, info: boom, warn: boom, error: boom } });
  bus.onStatus(boom);
  const client = createClient(bus);
  await client.subscribe('g', {
    onThing: ({ attempt }, { log }) => {
      log.info({}, 'hello');
      if (attempt === 1) throw new Error('once');
    },
  }).ready;
  await client.publishThing(thing);
  await bus.settled();
  expect(bus.health().counters).toMatchObject({ handled: 1, retried: 1, deadLettered: 0 });
  expect(bus.health().counters.callbackErrors).toBeGreaterThan(0);
});

it('refuses to subscribe to nothing, to the unknown, and half a map', () => {
  const client = createClient(busWith());
  expect(() => client.subscribe('g', {} as never)).toThrow('at least one handler');
  expect(() => client.subscribe('g', { nope: () => {} } as never)).toThrow('nope');
  expect(() => client.subscribe('g', { constructor: () => {} } as never)).toThrow('constructor');
  expect(() => client.subscribe('g', { onItem: { ItemAdded: () => {} } } as never)).toThrow(
    'ItemRemoved',
  );
  expect(() => client.subscribe('', { onThing: () => {} })).toThrow('name');
});

it('starts a new group from the journal when asked to', async () => {
  const bus = busWith();
  const client = createClient(bus);
  for (let n = 1; n <= 3; n += 1) await client.publishThing({ thingId: 'a', sequence: n });
  const seen: number[] = [];
  const onThing = ({ payload }: { payload: { sequence: number } }): void => {
    seen.push(payload.sequence);
  };
  await client.subscribe('g', { onThing }, { from: 'earliest' }).ready;
  await bus.settled();
  expect(seen).toEqual([1, 2, 3]);
});
