import { expect, it } from 'vitest';
import { batch, NonRetryableError } from '../../../fixtures/contract/expected/index.js';
import type { Stage } from '../world.js';

/** Handlers that take several messages together: DELIVERY section 2. */
export const describeBatches = ({ world, journal }: Stage): void => {
  it('gives full batches at once, and what is left after its wait', async () => {
    const { client, group, counted } = await world();
    const sizes = journal<number>();
    const seen: number[] = [];
    await client.subscribe(
      group,
      {
        onThing: batch(
          async (messages) => {
            await new Promise((resolve) => setImmediate(resolve));
            const own = messages.filter(({ payload }) => payload.thingId === group);
            seen.push(...own.map(({ payload }) => payload.sequence));
            sizes.add(messages.length);
          },
          { size: 10, wait: 300 },
        ),
      },
      { concurrency: 1, order: 'none' },
    ).ready;
    const sent = Array.from({ length: 25 }, (_, sequence) => sequence);
    await Promise.all(sent.map((sequence) => client.publishThing({ thingId: group, sequence })));
    await sizes.until(() => seen.length >= 25);
    await counted('handled', 25);
    expect(seen.sort((one, other) => one - other)).toEqual(sent);
    expect(Math.max(...sizes.all)).toBe(10);
  });

  it('retries those that failed by themselves, and settles the others', async () => {
    const { bus, client, group, counted } = await world();
    const calls = journal<string>();
    const subscription = client.subscribe(
      group,
      {
        onThing: batch(
          (messages, { fail }) => {
            for (const [index, { payload, attempt }] of messages.entries()) {
              const [of, name] = payload.thingId.split(' ');
              if (of !== group) continue;
              calls.add(`${name} ${attempt}`);
              if (name === 'poison') fail(index, new NonRetryableError('no use'));
              if (name === 'late' && attempt === 1) fail(index, new Error('once'));
            }
          },
          { size: 4, wait: 1_000 },
        ),
      },
      { order: 'none' },
    );
    await subscription.ready;
    for (const name of ['fine', 'poison', 'late', 'good']) {
      await client.publishThing({ thingId: `${group} ${name}`, sequence: 1 });
    }
    await calls.until(() => calls.all.includes('late 2'));
    await counted('handled', 3);
    await counted('deadLettered', 1);
    expect([...calls.all].sort()).toEqual(['fine 1', 'good 1', 'late 1', 'late 2', 'poison 1']);
    expect(bus.health().counters).toMatchObject({ retried: 1, deadLettered: 1 });
    const letters = await subscription.deadLetters.list();
    expect(letters).toMatchObject([{ reason: 'non-retryable', attempts: 1 }]);
  });

  it('fails all of them when the handler throws, until they are dead letters', async () => {
    const { client, group, counted } = await world();
    const calls = journal<string>();
    const subscription = client.subscribe(
      group,
      {
        onItem: {
          ItemAdded: batch(
            async (messages) => {
              const own = messages.filter(({ payload }) => payload.item.startsWith(group));
              for (const { payload, attempt } of own) calls.add(`${payload.item} ${attempt}`);
              if (own.length > 0) throw new Error('the store is down');
            },
            { size: 3, wait: 500 },
          ),
          ItemRemoved: 'ignore',
        },
      },
      { retry: { maxAttempts: 2, firstDelay: 50 } },
    );
    await subscription.ready;
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const payload = { item: `${group} ${name}` };
      ids.push((await client.publishItem({ type: 'ItemAdded', payload })).id);
    }
    await counted('deadLettered', 3);
    const tries = ['a', 'b', 'c'].flatMap((name) => [1, 2].map((n) => `${group} ${name} ${n}`));
    expect([...calls.all].sort()).toEqual(tries);
    for (const id of ids) {
      const letter = await subscription.deadLetters.peek(id);
      expect(letter).toMatchObject({ reason: 'attempts-exhausted', attempts: 2 });
    }
  });
};
