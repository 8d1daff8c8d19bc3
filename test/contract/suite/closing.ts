import { expect, it } from 'vitest';
import type { Stage } from '../world.js';

/** How a bus ends. */
export const describeClosing = ({ world, journal }: Stage): void => {
  it('closes while busy: what runs ends, the rest is not lost', async () => {
    const { client, group, bus } = await world();
    const started = journal<number>();
    const done = journal<number>();
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const busy = client.subscribe(
      group,
      {
        onThing: async ({ payload }) => {
          started.add(payload.sequence);
          await gate;
          done.add(payload.sequence);
        },
      },
      { concurrency: 2, order: 'none' },
    );
    await busy.ready;
    const sent = Array.from({ length: 10 }, (_, n) => n);
    for (const n of sent) await client.publishThing({ thingId: `t${n}`, sequence: n });
    await started.atLeast(2);
    const closing = busy.close();
    go();
    await closing;
    const before = [...done.all];
    expect(before.length).toBeLessThan(sent.length);
    await client.subscribe(group, { onThing: ({ payload }) => done.add(payload.sequence) }).ready;
    await done.until(() => new Set(done.all).size === sent.length);
    // What was settled before the close does not come again.
    for (const n of before) expect(done.all.filter((one) => one === n)).toHaveLength(1);
    await bus.close({ drain: 2_000 });
    await expect(client.publishThing({ thingId: 'a', sequence: 1 })).rejects.toMatchObject({
      code: 'CLOSED',
      outcome: 'not-sent',
    });
  });

  it('closes from inside a handler', async () => {
    const { client, group, bus } = await world();
    const closed = journal<string>();
    await client.subscribe(group, {
      onThing: async () => {
        await bus.close({ drain: 1_000 });
        closed.add(bus.health().status);
      },
    }).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    expect(await closed.atLeast(1)).toEqual(['closed']);
  });

  it('closes before it was used, and as often as one likes', async () => {
    const { bus, client } = await world();
    const first = bus.close();
    expect(bus.close()).toBe(first);
    await first;
    expect(bus.health().status).toBe('closed');
    await expect(client.publishThing({ thingId: 'a', sequence: 1 })).rejects.toMatchObject({
      code: 'CLOSED',
      outcome: 'not-sent',
    });
  });

  it('closes in time though a handler never ends', async () => {
    const { bus, client, group } = await world();
    const started = journal<AbortSignal>();
    await client.subscribe(group, {
      onThing: (_, { signal }) => {
        started.add(signal);
        return new Promise<never>(() => {});
      },
    }).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    await started.atLeast(1);
    const begin = performance.now();
    await bus.close({ drain: 100 });
    expect(performance.now() - begin).toBeLessThan(5_100);
    expect(started.all[0]?.aborted).toBe(true);
  });
};
