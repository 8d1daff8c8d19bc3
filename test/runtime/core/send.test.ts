import { afterEach, expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { MemoryBus, MemoryBusOptions } from '../../../templates/runtime/memory.js';

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

it('writes the envelope of DELIVERY section 3', async () => {
  const bus = busWith();
  const client = createClient(bus, { source: 'me' });
  const { id } = await bus.withContext({ correlationId: 'c', causationId: 'p' }, () =>
    client.publishThing(thing),
  );
  expect(bus.published('publishThing')).toEqual([
    {
      operation: 'publishThing',
      address: 'contract.things',
      type: 'ThingChanged',
      id,
      key: 'a',
      payload: thing,
      headers: {
        'event-id': id,
        'event-type': 'ThingChanged',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        source: 'me',
        'schema-version': 1,
        'correlation-id': 'c',
        'causation-id': 'p',
        'content-type': 'application/json',
      },
    },
  ]);
});

it('refuses headers of ours that the document does not declare', async () => {
  const client = createClient(busWith());
  await expect(client.publishThing(thing, { headers: { 'event-id': 'x' } })).rejects.toMatchObject({
    where: 'headers',
    issues: [{ path: '/event-id', keyword: 'reserved' }],
  });
});

it('refuses what cannot be encoded', async () => {
  const client = createClient(busWith());
  const payload: Record<string, unknown> & typeof thing = { ...thing };
  payload['self'] = payload;
  await expect(client.publishThing(payload)).rejects.toMatchObject({
    where: 'payload',
    issues: [{ keyword: 'encoding' }],
  });
});

it('a command that reaches nobody is an error, an event is counted', async () => {
  const bus = busWith();
  const client = createClient(bus);
  await client.publishThing(thing);
  expect(bus.health().counters.unrouted).toBe(1);
  await expect(client.requestQuote({ item: 'x' })).rejects.toMatchObject({
    code: 'UNROUTABLE',
    outcome: 'not-sent',
  });
});

it('waits while a queue is full, and goes on when there is room', async () => {
  const bus = busWith({ queue: 2 });
  const client = createClient(bus);
  const subscription = client.subscribe('g', { onThing: () => {} });
  await subscription.ready;
  subscription.pause();
  let accepted = 0;
  const publishing = Array.from({ length: 5 }, () =>
    client.publishThing(thing).then(() => {
      accepted += 1;
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(accepted).toBe(2);
  expect(bus.health().unconfirmed).toBe(3);
  subscription.resume();
  await Promise.all(publishing);
  await bus.settled();
  expect(bus.health().counters.handled).toBe(5);
});

it('rejects instead of waiting with overflow: reject', async () => {
  const bus = busWith({ queue: 1, unconfirmed: 1, overflow: 'reject' });
  const client = createClient(bus);
  const subscription = client.subscribe('g', { onThing: () => {} });
  await subscription.ready;
  subscription.pause();
  await client.publishThing(thing);
  const waiting = client.publishThing(thing);
  await new Promise((resolve) => setImmediate(resolve));
  await expect(client.publishThing(thing)).rejects.toMatchObject({ code: 'SATURATED' });
  subscription.resume();
  await waiting;
});

it('gives up at the time limit, and says that nothing was sent', async () => {
  const bus = busWith({ queue: 1 });
  const client = createClient(bus);
  const subscription = client.subscribe('g', { onThing: () => {} });
  await subscription.ready;
  subscription.pause();
  await client.publishThing(thing);
  const late = client.publishThing(thing, { timeout: 5_000 });
  const seen = expect(late).rejects.toMatchObject({ code: 'PUBLISH_TIMEOUT', outcome: 'not-sent' });
  await new Promise((resolve) => setImmediate(resolve));
  bus.clock.advance(5_000);
  await seen;
});

it('gives up when the caller does', async () => {
  const bus = busWith({ queue: 1 });
  const client = createClient(bus);
  const subscription = client.subscribe('g', { onThing: () => {} });
  await subscription.ready;
  subscription.pause();
  await client.publishThing(thing);
  const controller = new AbortController();
  const publishing = client.publishThing(thing, { signal: controller.signal });
  const seen = expect(publishing).rejects.toMatchObject({ code: 'PUBLISH', outcome: 'not-sent' });
  controller.abort();
  await seen;
});

it('tells the outcome of a failed publish', async () => {
  const bus = busWith();
  const client = createClient(bus);
  bus.faults.failNextPublish('unknown');
  await expect(client.publishThing(thing)).rejects.toMatchObject({ outcome: 'unknown' });
  bus.faults.failNextPublish('not-sent');
  await expect(client.publishThing(thing)).rejects.toMatchObject({ outcome: 'not-sent' });
  expect(bus.published('publishThing')).toHaveLength(1);
});

it('with confirm: handled, a publish resolves when the handlers are done', async () => {
  const bus = busWith({ confirm: 'handled' });
  const client = createClient(bus);
  let finish = (): void => {};
  const onThing = (): Promise<void> =>
    new Promise((resolve) => {
      finish = resolve;
    });
  await client.subscribe('g', { onThing }).ready;
  let resolved = false;
  const publishing = client.publishThing(thing).then(() => {
    resolved = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(resolved).toBe(false);
  finish();
  await publishing;
  expect(bus.health().counters.handled).toBe(1);
});
