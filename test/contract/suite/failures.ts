import { expect, it } from 'vitest';
import { NonRetryableError, RetryLater } from '../../../fixtures/contract/expected/index.js';
import { addressOfThings, strangerOn } from '../stranger.js';
import type { Stage } from '../world.js';

/** What becomes of messages that cannot be handled. */
export const describeFailures = ({ world, journal, deadLetters }: Stage): void => {
  it('tries a failed message again, with the next attempt number', async () => {
    const { client, group } = await world();
    const seen = journal<{ id: string; attempt: number }>();
    await client.subscribe(group, {
      onThing: ({ id, attempt }) => {
        seen.add({ id, attempt });
        if (attempt < 3) throw new Error('not yet');
      },
    }).ready;
    const { id } = await client.publishThing({ thingId: 'a', sequence: 1 });
    expect(await seen.atLeast(3)).toEqual([1, 2, 3].map((attempt) => ({ id, attempt })));
  });

  it('moves what keeps failing to the dead letters, and goes on', async () => {
    const { bus, client, group, counted } = await world();
    const seen = journal<string>();
    await client.subscribe(group, {
      onThing: ({ payload }) => {
        seen.add(payload.thingId);
        if (payload.thingId === 'poison') throw new Error('always');
      },
    }).ready;
    await client.publishThing({ thingId: 'poison', sequence: 1 });
    await client.publishThing({ thingId: 'fine', sequence: 2 });
    await seen.until(() => seen.all.includes('fine'));
    await counted('deadLettered', 1);
    expect(seen.all.filter((one) => one === 'poison')).toHaveLength(3);
    expect(bus.health().counters.deadLettered).toBe(1);
  });

  it('does not retry a NonRetryableError', async () => {
    const { bus, client, group, counted } = await world();
    const seen = journal<number>();
    await client.subscribe(group, {
      onThing: ({ attempt }) => {
        seen.add(attempt);
        throw new NonRetryableError('no use');
      },
    }).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    await counted('deadLettered', 1);
    expect(seen.all).toEqual([1]);
    const dead = await deadLetters(bus, group, addressOfThings());
    expect(dead.map((body) => Buffer.from(body).toString())).toEqual([
      '{"thingId":"a","sequence":1}',
    ]);
  });

  it('waits as long as RetryLater says', async () => {
    const { client, group, counted } = await world();
    const seen = journal<number>();
    const waited = journal<number>();
    await client.subscribe(group, {
      onThing: ({ attempt }) => {
        seen.add(performance.now());
        if (attempt === 1) throw new RetryLater(300);
        waited.add(attempt);
      },
    }).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    expect(await waited.atLeast(1)).toEqual([2]);
    const [first = 0, second = 0] = seen.all;
    expect(second - first).toBeGreaterThan(290);
    await counted('handled', 1);
  });

  it('frees the slot of a handler that hangs, aborts it, and tries again', async () => {
    const { client, group, counted } = await world();
    const signals = journal<AbortSignal>();
    const done = journal<string>();
    await client.subscribe(
      group,
      {
        onThing: ({ payload, attempt }, { signal }) => {
          if (payload.thingId === 'hangs' && attempt === 1) {
            signals.add(signal);
            return new Promise<never>(() => {});
          }
          done.add(`${payload.thingId} ${attempt}`);
          return undefined;
        },
      },
      { concurrency: 1, handlerTimeout: 200 },
    ).ready;
    await client.publishThing({ thingId: 'hangs', sequence: 1 });
    await client.publishThing({ thingId: 'next', sequence: 2 });
    expect([...(await done.atLeast(2))].sort()).toEqual(['hangs 2', 'next 1']);
    expect(signals.all[0]?.aborted).toBe(true);
    await counted('handled', 2);
  });

  it.each([
    ['what does not fit its schema', '{ "thingId": "", "sequence": 1 }', 'ThingChanged'],
    ['what cannot be parsed', '{"thingId":', 'ThingChanged'],
    ['what is no text', Uint8Array.of(0xff, 0x00, 0x80), 'ThingChanged'],
    ['a type that nobody knows', '{"thingId":"a","sequence":1}', 'Dragon'],
  ])('buries %s at once, unchanged, calls nobody, and goes on', async (_, sent, type) => {
    const { bus, client, group, counted } = await world();
    const seen = journal<string>();
    await client.subscribe(group, { onThing: ({ payload }) => seen.add(payload.thingId) }).ready;
    const bytes = Buffer.from(sent);
    await strangerOn(bus)(bytes, type);
    await client.publishThing({ thingId: 'good', sequence: 2 });
    expect(await seen.atLeast(1)).toEqual(['good']);
    await counted('deadLettered', 1);
    expect(bus.health().counters).toMatchObject({ handled: 1, retried: 0, deadLettered: 1 });
    const dead = await deadLetters(bus, group, addressOfThings());
    expect(dead.map((body) => Buffer.from(body).toString('hex'))).toEqual([bytes.toString('hex')]);
  });
};
