import { expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import { contract } from '../../../fixtures/contract/expected/index.js';
import type { Bus, Replay, ReplayOptions } from '../../../fixtures/contract/expected/index.js';
import type { Stage } from '../world.js';

/** The suite knows no transport by type, so it asks without types; `test/types` has the types. */
const replayOn = (bus: Bus, options: ReplayOptions, handlers: object): Replay => {
  const replay: (options: ReplayOptions, handlers: object) => Replay = attach(bus, contract).replay;
  return replay(options, handlers);
};

/** Looking back, and how far behind one is. */
export const describeReplay = ({ world, journal }: Stage): void => {
  it('K13: reads again what was kept, by time, and no group moves', async () => {
    const { bus, client, group } = await world();
    if (bus.kind === 'amqp') {
      await expect(replayOn(bus, { from: 'earliest' }, { onThing: () => {} }).done).rejects.toThrow(
        'keeps no history',
      );
      return;
    }
    const mine = `thing-${group}`;
    const live = journal<number>();
    await client.subscribe(group, {
      onThing: ({ payload, replayed }) => {
        if (payload.thingId === mine) live.add(replayed ? -1 : payload.sequence);
      },
    }).ready;
    await client.publishThing({ thingId: mine, sequence: 1 });
    await live.atLeast(1);
    // The broker's clock is ours, but its records carry whole milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const between = new Date();
    await client.publishThing({ thingId: mine, sequence: 2 });
    await client.publishThing({ thingId: mine, sequence: 3 });
    await live.atLeast(3);

    const read = async (options: ReplayOptions): Promise<number[]> => {
      const seen: number[] = [];
      const replay = replayOn(bus, options, {
        onThing: ({
          payload,
          replayed,
        }: {
          payload: { thingId: string; sequence: number };
          replayed: boolean;
        }) => {
          if (payload.thingId === mine) seen.push(replayed ? payload.sequence : -1);
        },
      });
      const { handled } = await replay.done;
      expect(handled).toBeGreaterThanOrEqual(seen.length);
      return seen;
    };
    expect(await read({ from: 'earliest' })).toEqual([1, 2, 3]);
    expect(await read({ from: { hoursAgo: 1 }, to: between })).toEqual([1]);
    expect(await read({ from: between })).toEqual([2, 3]);
    expect(await read({ from: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(live.all).toEqual([1, 2, 3]);
  });

  it('a replay stops at a message that its handler cannot take', async () => {
    const { bus, client, group } = await world();
    if (bus.kind === 'amqp') return;
    const mine = `thing-${group}`;
    await client.publishThing({ thingId: mine, sequence: 1 });
    await client.publishThing({ thingId: mine, sequence: 2 });
    const attempts: number[] = [];
    const replay = replayOn(
      bus,
      { from: 'earliest', retry: { firstDelay: 1, maxAttempts: 2 } },
      {
        onThing: ({ payload, attempt }: { payload: { thingId: string }; attempt: number }) => {
          if (payload.thingId !== mine) return;
          attempts.push(attempt);
          throw new Error('no room');
        },
      },
    );
    await expect(replay.done).rejects.toMatchObject({ code: 'REPLAY' });
    expect(attempts).toEqual([1, 2]);
  });

  it('K15: tells how far behind a group is, in messages and in time', async () => {
    const { client, group } = await world();
    let release: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => {
      release = resolve;
    });
    const seen = journal<number>();
    const subscription = client.subscribe(
      group,
      {
        onThing: async ({ payload }) => {
          seen.add(payload.sequence);
          await stuck;
        },
      },
      { concurrency: 1 },
    );
    await subscription.ready;
    expect(await subscription.lag()).toEqual({ messages: 0, age: 0 });
    await client.publishThing({ thingId: 'a', sequence: 1 });
    await client.publishThing({ thingId: 'a', sequence: 2 });
    await seen.atLeast(1);
    const first = await subscription.lag();
    expect(first.messages).toBeGreaterThanOrEqual(1);
    expect(first.messages).toBeLessThanOrEqual(2);
    await expect.poll(async () => (await subscription.lag()).age).toBeGreaterThan(first.age);
    release();
    await seen.atLeast(2);
    await expect.poll(async () => (await subscription.lag()).age, { timeout: 5_000 }).toBe(0);
  });
};
