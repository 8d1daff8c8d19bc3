/** What users' tests ask the in-process bus to get wrong; docs/testing.md. */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { memoryInbox } from '../../../templates/runtime/inbox.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { MemoryBus } from '../../../templates/runtime/memory.js';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe('faults of the in-process bus', () => {
  let bus: MemoryBus;
  beforeEach(() => {
    bus = memoryBus({ log });
  });
  afterEach(() => bus.close({ drain: 0 }));

  const publish = (sequence: number, thingId = 'a') =>
    createClient(bus).publishThing({ thingId, sequence });

  it('dropNextAck delivers a handled message once more, and only once', async () => {
    const seen: [id: string, redelivered: boolean][] = [];
    await createClient(bus).subscribe('group', {
      onThing: ({ id, redelivered }) => void seen.push([id, redelivered]),
    }).ready;
    bus.faults.dropNextAck();
    const { id } = await publish(1);
    await bus.settled();
    expect(seen).toEqual([
      [id, false],
      [id, true],
    ]);
    await publish(2);
    await bus.settled();
    expect(seen).toHaveLength(3);
  });

  it('duplicateNext gives each group the next message twice, under one id', async () => {
    const seen: string[] = [];
    for (const group of ['one', 'two']) {
      await createClient(bus).subscribe(group, {
        onThing: ({ id, payload }) => void seen.push(`${group} ${payload.sequence} ${id}`),
      }).ready;
    }
    bus.faults.duplicateNext();
    const { id } = await publish(1);
    const other = await publish(2);
    await bus.settled();
    expect(seen.sort()).toEqual([
      `one 1 ${id}`,
      `one 1 ${id}`,
      `one 2 ${other.id}`,
      `two 1 ${id}`,
      `two 1 ${id}`,
      `two 2 ${other.id}`,
    ]);
    expect(bus.published('publishThing')).toHaveLength(2);
  });

  it('an inbox makes effects once under both', async () => {
    const effects: number[] = [];
    const options = { inbox: memoryInbox() };
    await createClient(bus).subscribe(
      'group',
      { onThing: ({ payload }) => void effects.push(payload.sequence) },
      options,
    ).ready;
    bus.faults.duplicateNext();
    bus.faults.dropNextAck();
    await publish(1);
    await bus.settled();
    expect(effects).toEqual([1]);
    expect(bus.health().counters.duplicates).toBe(2);
  });

  it('a retry happens when the clock is moved on, not later', async () => {
    const attempts: number[] = [];
    await createClient(bus).subscribe(
      'group',
      {
        onThing: ({ attempt }) => {
          attempts.push(attempt);
          if (attempt === 1) throw new Error('the mail server is down');
        },
      },
      { retry: { firstDelay: 1_000, maxDelay: 60_000 } },
    ).ready;
    await publish(1);
    await setImmediate();
    expect(attempts).toEqual([1]);
    bus.clock.advance(2_000);
    await bus.settled();
    expect(attempts).toEqual([1, 2]);
  });

  const orderOf = async (seed: number | undefined): Promise<readonly string[]> => {
    const own = memoryBus({ log });
    const seen: string[] = [];
    const client = createClient(own);
    await client.subscribe(
      'group',
      { onThing: ({ payload }) => void seen.push(`${payload.thingId}${payload.sequence}`) },
      { concurrency: 1 },
    ).ready;
    if (seed !== undefined) own.faults.reorder(seed);
    for (let sequence = 0; sequence < 5; sequence += 1) {
      for (const thingId of ['a', 'b', 'c']) await client.publishThing({ thingId, sequence });
    }
    await own.settled();
    await own.close({ drain: 0 });
    return seen;
  };

  it('reorder lets messages overtake each other, but those of one key; the seed decides', async () => {
    const straight = await orderOf(undefined);
    const shuffled = await orderOf(7);
    expect([...shuffled].sort()).toEqual([...straight].sort());
    expect(shuffled).not.toEqual(straight);
    for (const key of ['a', 'b', 'c']) {
      const own = shuffled.filter((one) => one.startsWith(key));
      expect(own).toEqual([0, 1, 2, 3, 4].map((sequence) => `${key}${sequence}`));
    }
    expect(await orderOf(7)).toEqual(shuffled);
    expect(await orderOf(8)).not.toEqual(shuffled);
  });
});
