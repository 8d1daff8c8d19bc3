import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { createOutbox } from '../../../templates/runtime/outbox.js';
import type { Outbox, OutboxOptions } from '../../../templates/runtime/outbox.js';
import { NotConnectedError, TooLargeError } from '../../../templates/runtime/errors.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { MemoryBus } from '../../../templates/runtime/memory.js';
import { coreOf, tie } from '../../../templates/runtime/core/core-of.js';
import { silent } from '../core/support.js';
import { kinds } from './stores.js';
import type { Stand } from './stores.js';

describe.each(kinds())('outbox in $name', ({ open, shared }) => {
  let stand: Stand<never>;
  let bus: MemoryBus;
  let outboxes: Outbox<never>[];

  const make = (options: Partial<OutboxOptions<never>> = {}): Outbox<never> => {
    const outbox = createOutbox({ bus, store: stand.store, ...options });
    outboxes.push(outbox);
    return outbox;
  };
  const thing = (thingId: string, sequence: number) => ({ thingId, sequence });

  beforeEach(async () => {
    stand = await open();
    bus = memoryBus({ log: silent });
    outboxes = [];
  });

  afterEach(async () => {
    await Promise.all(outboxes.map((outbox) => outbox.close({ drain: 0 })));
    await bus.close({ drain: 0 });
    await stand.close();
  });

  /** Waits until the handler has seen so many messages. */
  const collect = (count: number) => {
    const seen: { id: string; key: string | undefined; sequence: number }[] = [];
    const done = new Promise<void>((resolve) => {
      const subscription = createClient(bus).subscribe('collector', {
        onThing: ({ id, key, payload }) => {
          seen.push({ id, key, sequence: payload.sequence });
          if (seen.length === count) resolve();
        },
      });
      subscription.ready.catch(() => undefined);
    });
    return { seen, done };
  };

  it('sends what was committed, with its id, key, correlation and cause', async () => {
    const outbox = make();
    const arrived = new Promise<unknown>((resolve) => {
      createClient(bus).subscribe('collector', {
        onThing: ({ id, key, payload, correlationId, causationId }) =>
          resolve({ id, key, payload, correlationId, causationId }),
      });
    });
    outbox.start();
    const receipt = await bus.withContext({ correlationId: 'c', causationId: 'p' }, () =>
      stand.transaction((tx) => createClient(outbox.bus(tx)).publishThing(thing('a', 1))),
    );
    expect(receipt).toMatchObject({ queued: true, correlationId: 'c' });
    expect(await arrived).toEqual({
      id: receipt.id,
      key: 'a',
      payload: thing('a', 1),
      correlationId: 'c',
      causationId: 'p',
    });
    await outbox.close();
    expect(await outbox.health()).toMatchObject({ waiting: 0, parked: 0, sent: 1 });
  });

  it('O3: sends nothing of a transaction that was rolled back', async () => {
    const outbox = make();
    const { seen, done } = collect(1);
    outbox.start();
    const failing = stand.transaction(async (tx) => {
      await createClient(outbox.bus(tx)).publishThing(thing('a', 1));
      throw new Error('the business says no');
    });
    await expect(failing).rejects.toThrow('the business says no');
    await stand.transaction((tx) => createClient(outbox.bus(tx)).publishThing(thing('a', 2)));
    await done;
    await outbox.close();
    expect(seen.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('refuses what does not fit the schema before it writes a row', async () => {
    const outbox = make();
    await stand.transaction(async (tx) => {
      const wrong = { thingId: 1, sequence: 1 } as never;
      await expect(createClient(outbox.bus(tx)).publishThing(wrong)).rejects.toMatchObject({
        code: 'INVALID_MESSAGE',
      });
    });
    expect(await outbox.health()).toMatchObject({ waiting: 0 });
  });

  it('keeps the order of each key, with failures on the way', async () => {
    const outbox = make();
    const rounds = 25;
    const keys = ['a', 'b', 'c', 'd'];
    const { seen, done } = collect(rounds * keys.length);
    for (let sequence = 1; sequence <= rounds; sequence += 1) {
      await stand.transaction(async (tx) => {
        const client = createClient(outbox.bus(tx));
        for (const key of keys) await client.publishThing(thing(key, sequence));
      });
    }
    bus.faults.failNextPublish('not-sent');
    outbox.start();
    await done;
    for (const key of keys) {
      const sequences = seen.filter((one) => one.key === key).map(({ sequence }) => sequence);
      expect(sequences).toEqual(Array.from({ length: rounds }, (_, index) => index + 1));
    }
  });

  it('O4: parks a row after its tries, holds its key back, lets others pass, and sends it when released', async () => {
    let poisoned = true;
    const { publish } = coreOf(bus);
    const sick = shadow(bus, (record) =>
      poisoned && record.key === 'poison'
        ? Promise.reject(new TooLargeError('too large'))
        : publish(record),
    );
    const outbox = make({ bus: sick, maxAttempts: 2 });
    const others = collect(2);
    await stand.transaction(async (tx) => {
      const client = createClient(outbox.bus(tx));
      await client.publishThing(thing('poison', 1));
      await client.publishThing(thing('poison', 2));
      await client.publishThing(thing('sound', 3));
      await client.publishThing(thing('sound', 4));
    });
    await bus.connect();
    outbox.start();
    await others.done;
    await expect
      .poll(() => outbox.health(), { timeout: 10_000, interval: 20 })
      .toMatchObject({ parked: 1, waiting: 1, failed: 2 });
    expect(others.seen.map(({ sequence }) => sequence)).toEqual([3, 4]);
    poisoned = false;
    expect(await outbox.release()).toBe(1);
    await expect
      .poll(() => outbox.health(), { timeout: 10_000, interval: 20 })
      .toMatchObject({ parked: 0, waiting: 0 });
    await bus.settled();
    expect(others.seen.map(({ sequence }) => sequence)).toEqual([3, 4, 1, 2]);
  });

  it('a parked row does not hold back its key where that is asked for', async () => {
    const { publish } = coreOf(bus);
    const sick = shadow(bus, (record) =>
      (record.payload ?? '') === '' &&
      new TextDecoder().decode(record.body).includes('"sequence":1')
        ? Promise.reject(new TooLargeError('too large'))
        : publish(record),
    );
    const outbox = make({ bus: sick, maxAttempts: 1, parkedKeys: 'skip' });
    const { seen, done } = collect(1);
    await stand.transaction(async (tx) => {
      const client = createClient(outbox.bus(tx));
      await client.publishThing(thing('a', 1));
      await client.publishThing(thing('a', 2));
    });
    await bus.connect();
    outbox.start();
    await done;
    expect(seen.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('O4: a broker that is away costs no tries', async () => {
    let away = true;
    const { publish } = coreOf(bus);
    let tries = 0;
    const flaky = shadow(bus, (record) => {
      tries += 1;
      return away ? Promise.reject(new NotConnectedError('away')) : publish(record);
    });
    const outbox = make({ bus: flaky, maxAttempts: 1 });
    const { seen, done } = collect(1);
    await stand.transaction((tx) => createClient(outbox.bus(tx)).publishThing(thing('a', 1)));
    outbox.start();
    await expect.poll(() => tries, { timeout: 10_000, interval: 10 }).toBeGreaterThan(2);
    away = false;
    await done;
    expect(seen).toHaveLength(1);
    expect(await outbox.health()).toMatchObject({ parked: 0 });
  });

  it('O5: closing sends what waits first, and leaves the rest', async () => {
    const outbox = make();
    const { seen, done } = collect(1_000);
    await stand.transaction(async (tx) => {
      const client = createClient(outbox.bus(tx));
      for (let sequence = 1; sequence <= 1_000; sequence += 1) {
        await client.publishThing(thing(`k${sequence % 17}`, sequence));
      }
    });
    outbox.start();
    await outbox.close({ drain: 20_000 });
    await done;
    expect(seen).toHaveLength(1_000);
    expect(await outbox.health()).toMatchObject({ waiting: 0, sent: 1_000, failed: 0 });
  });

  /** A bus whose publishes end when the handlers are done, and a handler that never is, for one key. */
  const withSlowKey = (slow: string) => {
    const handled = memoryBus({ log: silent, confirm: 'handled' });
    let release = (): void => undefined;
    const never = new Promise<void>((resolve) => {
      release = resolve;
    });
    const seen: number[] = [];
    const subscription = createClient(handled).subscribe('collector', {
      onThing: ({ key, payload }) => {
        seen.push(payload.sequence);
        return key === slow ? never : undefined;
      },
    });
    const end = (): Promise<void> => {
      release();
      return handled.close({ drain: 0 });
    };
    return { handled, seen, ready: subscription.ready, end };
  };

  it('a slow message holds back its key and nothing else', async () => {
    const { handled, seen, ready, end } = withSlowKey('slow');
    await ready;
    const outbox = make({ bus: handled });
    outbox.start();
    const write = (key: string, sequence: number) =>
      stand.transaction((tx) => createClient(outbox.bus(tx)).publishThing(thing(key, sequence)));
    await write('slow', 1);
    await expect.poll(() => seen).toEqual([1]);
    await write('slow', 2);
    await write('quick', 3);
    await expect.poll(() => seen).toEqual([1, 3]);
    await expect.poll(async () => (await outbox.health()).waiting).toBe(2);
    await end();
  });

  it('O5: closing ends in its time though a message is under way for ever', async () => {
    const { handled, seen, ready, end } = withSlowKey('slow');
    await ready;
    const outbox = make({ bus: handled });
    outbox.start();
    await stand.transaction((tx) => createClient(outbox.bus(tx)).publishThing(thing('slow', 1)));
    await expect.poll(() => seen).toEqual([1]);
    await outbox.close({ drain: 50 });
    expect((await outbox.health()).waiting).toBe(1);
    await end();
  });

  it('O5: closing marks what is confirmed a moment later, and it is not sent twice', async () => {
    const { handled, seen, ready, end } = withSlowKey('slow');
    await ready;
    const outbox = make({ bus: handled });
    outbox.start();
    await stand.transaction(async (tx) => {
      for (const sequence of [1, 2])
        await createClient(outbox.bus(tx)).publishThing(thing('slow', sequence));
    });
    await expect.poll(() => seen).toEqual([1]);
    const closed = outbox.close({ drain: 0 });
    // Its time is over now: that is what is tested.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const ended = end();
    await closed;
    expect(await outbox.health()).toMatchObject({ sent: 1, waiting: 1 });
    await ended;
  });

  it('forgets what was sent when told to', async () => {
    const outbox = make();
    const { done } = collect(1);
    outbox.start();
    await stand.transaction((tx) => createClient(outbox.bus(tx)).publishThing(thing('a', 1)));
    await done;
    await outbox.close();
    expect(await outbox.deleteSent(new Date(0))).toBe(0);
    expect(await outbox.deleteSent(new Date(Date.now() + 60_000))).toBe(1);
  });

  it('a request needs an address for its reply, and a subscription the bus itself', async () => {
    const outbox = make();
    await stand.transaction(async (tx) => {
      const client = createClient(outbox.bus(tx));
      await expect(client.requestQuote({ item: 'x' })).rejects.toThrow('replyTo');
      await expect(client.requestQuote({ item: 'x' }, { replyTo: 'here' })).resolves.toMatchObject({
        queued: true,
      });
      await expect(client.subscribe('g', { onThing: () => {} }).ready).rejects.toThrow(
        'only sends',
      );
    });
  });

  it.runIf(shared)('O2: two relays share the rows: none twice, keys in order', async () => {
    const rows = 2_000;
    const { seen, done } = collect(rows);
    const writer = make();
    for (let first = 0; first < rows; first += 100) {
      await stand.transaction(async (tx) => {
        const client = createClient(writer.bus(tx));
        for (let sequence = first; sequence < first + 100; sequence += 1) {
          await client.publishThing(thing(`k${sequence % 50}`, sequence));
        }
      });
    }
    for (const store of [stand.another(), stand.another()]) make({ store }).start();
    await done;
    await Promise.all(outboxes.map((outbox) => outbox.close()));
    await bus.settled();
    expect(seen).toHaveLength(rows);
    for (let key = 0; key < 50; key += 1) {
      const sequences = seen.filter((one) => one.key === `k${key}`).map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    }
  });
});

/** The same bus, but for how records that were composed before are published. */
function shadow(bus: MemoryBus, publish: ReturnType<typeof coreOf>['publish']): MemoryBus {
  const copy = Object.create(bus, {
    health: { value: () => bus.health() },
  }) as MemoryBus;
  tie(copy, { ...coreOf(bus), publish });
  return copy;
}
