import { expect, it } from 'vitest';
import type {
  Message,
  Subscription,
  ThingChanged,
} from '../../../fixtures/contract/expected/index.js';
import type { Stage, World } from '../world.js';

type Thing = Message<'ThingChanged', ThingChanged>;

/** Who gets which message, and in which order. */
export const describeGroups = ({ world, journal }: Stage): void => {
  it('gives each group one copy', async () => {
    const { client, group } = await world();
    const one = journal<number>();
    const two = journal<number>();
    await client.subscribe(`${group}-1`, { onThing: (m) => one.add(m.payload.sequence) }).ready;
    await client.subscribe(`${group}-2`, { onThing: (m) => two.add(m.payload.sequence) }).ready;
    for (let n = 1; n <= 5; n += 1) await client.publishThing({ thingId: 'a', sequence: n });
    expect(await one.atLeast(5)).toEqual([1, 2, 3, 4, 5]);
    expect(await two.atLeast(5)).toEqual([1, 2, 3, 4, 5]);
  });

  it('shares the messages among the members of a group', async () => {
    const first = await world();
    const second = await world();
    const seen = journal<{ member: string; sequence: number }>();
    const join = async ({ client }: World, member: string): Promise<Subscription> => {
      const subscription = client.subscribe(first.group, {
        onThing: ({ payload }) => seen.add({ member, sequence: payload.sequence }),
      });
      await subscription.ready;
      return subscription;
    };
    // On memory a bus is the process: members of a group share one bus.
    const other = first.bus.kind === 'memory' ? first : second;
    await join(first, 'first');
    await join(other, 'second');
    const sent = Array.from({ length: 60 }, (_, n) => n);
    await Promise.all(
      sent.map((n) => first.client.publishThing({ thingId: `thing-${n}`, sequence: n })),
    );
    await seen.until(() => new Set(seen.all.map((e) => e.sequence)).size === 60);
    expect(seen.all).toHaveLength(60);
    expect(new Set(seen.all.map(({ member }) => member)).size).toBe(2);
  });

  it('keeps the order of each key, also through a retry', async () => {
    const { client, group } = await world();
    const seen = journal<{ key: string; sequence: number }>();
    const failed = new Set<string>();
    await client.subscribe(
      group,
      {
        onThing: async ({ payload: { thingId, sequence } }) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (sequence === 3 && !failed.has(thingId)) {
            failed.add(thingId);
            throw new Error('once');
          }
          seen.add({ key: thingId, sequence });
        },
      },
      { order: 'key' },
    ).ready;
    const keys = ['a', 'b', 'c', 'd'];
    for (let n = 1; n <= 10; n += 1) {
      await Promise.all(keys.map((key) => client.publishThing({ thingId: key, sequence: n })));
    }
    const all = await seen.atLeast(40);
    for (const key of keys) {
      const order = all.filter((one) => one.key === key).map(({ sequence }) => sequence);
      expect(order).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  });
  it('keeps the order of publishes that nobody waits for, from the first one on', async () => {
    const { bus, client, group } = await world();
    const fresh = bus.kind === 'memory' ? client : (await world()).client;
    const seen = journal<number>();
    const handlers = {
      onThing: ({ payload }: Thing) => {
        if (payload.thingId === group) seen.add(payload.sequence);
      },
    };
    await client.subscribe(group, handlers, { order: 'key', concurrency: 1 }).ready;
    const sent: Promise<unknown>[] = [];
    const publish = (): void => {
      sent.push(fresh.publishThing({ thingId: group, sequence: sent.length }));
    };
    for (let n = 0; n < 100; n += 1) publish();
    // More come while the first ones are on their way.
    sent[0]?.then(publish, publish);
    for (let n = 0; n < 20; n += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      publish();
    }
    await Promise.all(sent);
    const all = await seen.atLeast(sent.length);
    expect(all).toEqual(sent.map((_, n) => n));
  });
};
