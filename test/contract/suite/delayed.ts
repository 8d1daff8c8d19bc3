import { expect, it, vi } from 'vitest';
import { NonRetryableError, RetryLater } from '../../../fixtures/contract/expected/index.js';
import { addressOfThings } from '../stranger.js';
import type { Stage } from '../world.js';

/** Retries that wait on the broker: promises P6 and P7, and X14. */
export const describeDelayed = ({ world, journal, deadLetters }: Stage): void => {
  const delayed = {
    mode: 'delayed',
    maxAttempts: 3,
    firstDelay: 400,
    factor: 1,
    maxDelay: 9_000,
  } as const;

  it('lets a failed message wait aside, as it was, and goes on with its key', async () => {
    const { client, group, counted } = await world();
    const seen = journal<{ what: string; at: number; same: object }>();
    await client.subscribe(
      group,
      {
        onThing: (
          { payload, attempt, id, key, correlationId, causationId, timestamp },
          context,
        ) => {
          const body = Buffer.from(context.raw.body).toString();
          const same = { id, key, correlationId, causationId, timestamp, body };
          seen.add({ what: `${payload.sequence}/${attempt}`, at: performance.now(), same });
          if (payload.sequence === 1 && attempt === 1) throw new Error('once');
        },
      },
      { retry: delayed, order: 'key' },
    ).ready;
    const correlationId = 'the-correlation';
    await client.publishThing({ thingId: 'a', sequence: 1 }, { correlationId });
    await client.publishThing({ thingId: 'a', sequence: 2 });
    const [first, , again] = await seen.atLeast(3);
    expect(seen.all.map(({ what }) => what)).toEqual(['1/1', '2/1', '1/2']);
    expect(again?.same).toEqual(first?.same);
    expect(again?.same).toMatchObject({ correlationId, key: 'a' });
    expect((again?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(395);
    await counted('handled', 2);
  });

  it('shows a retry to its own group only', async () => {
    const { client, group } = await world();
    const own = journal<number>();
    const other = journal<number>();
    await client.subscribe(
      group,
      {
        onThing: ({ attempt }) => {
          own.add(attempt);
          if (attempt === 1) throw new Error('once');
        },
      },
      { retry: delayed },
    ).ready;
    await client.subscribe(`${group}-2`, { onThing: (m) => other.add(m.payload.sequence) }).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    expect(await own.atLeast(2)).toEqual([1, 2]);
    await client.publishThing({ thingId: 'a', sequence: 2 });
    expect(await other.atLeast(2)).toEqual([1, 2]);
  });

  it('keeps the parameters of the address', async () => {
    const { client, group } = await world();
    const seen = journal<object>();
    const places = journal<object>();
    await client.subscribe(
      group,
      {
        onNotice: ({ params, attempt }, { delivery }) => {
          seen.add(params);
          if (delivery.transport === 'amqp') places.add(delivery);
          if (attempt === 1) throw new Error('once');
        },
      },
      { retry: delayed },
    ).ready;
    // New each time: Kafka has a topic for each shelter.
    const params = { region: 'north', shelter: `a-b_${group}` } as const;
    await client.notifyShelter({ text: 'hello' }, { params });
    expect(await seen.atLeast(2)).toEqual([params, params]);
    expect(places.all[1]).toEqual(places.all[0]);
  });

  it('answers a request after it waited', async () => {
    const { client, group } = await world();
    await client.subscribe(
      group,
      {
        answerQuote: ({ payload, attempt }) => {
          if (attempt === 1) throw new Error('once');
          return { item: payload.item, price: attempt };
        },
      },
      { retry: delayed },
    ).ready;
    const reply = await client.requestQuote({ item: 'leash' }, { timeout: 10_000 });
    expect(reply.payload).toEqual({ item: 'leash', price: 2 });
  });

  it('waits at least as long as RetryLater says, also longer than any wait of the policy', async () => {
    const { client, group, counted } = await world();
    const seen = journal<{ attempt: number; at: number }>();
    const retry = { ...delayed, firstDelay: 200 };
    await client.subscribe(
      group,
      {
        onThing: ({ attempt }) => {
          seen.add({ attempt, at: performance.now() });
          if (attempt === 1) throw new RetryLater(100);
          if (attempt === 2) throw new RetryLater(700);
        },
      },
      { retry },
    ).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    const [one, two, three] = await seen.atLeast(3);
    expect(seen.all.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThan(95);
    expect((three?.at ?? 0) - (two?.at ?? 0)).toBeGreaterThan(690);
    await counted('handled', 1);
  });

  it('X1: buries what keeps failing with all headers of the first, and where that was', async () => {
    const { bus, client, group, counted } = await world();
    const origins = journal<object>();
    const retry = { ...delayed, firstDelay: 100 };
    const subscription = client.subscribe(
      group,
      {
        onThing: (_, { delivery }) => {
          origins.add(delivery);
          throw new Error('always');
        },
      },
      { retry },
    );
    await subscription.ready;
    const sent = { headers: { tenant: 'acme' }, correlationId: 'the-correlation' };
    const { id } = await client.publishThing({ thingId: 'a', sequence: 1 }, sent);
    await counted('deadLettered', 1);
    expect(bus.health().counters).toMatchObject({ retried: 2, deadLettered: 1, handled: 0 });
    const letter = await subscription.deadLetters.peek(id);
    expect(letter).toMatchObject({
      id,
      reason: 'attempts-exhausted',
      message: 'always',
      attempts: 3,
      key: 'a',
      source: addressOfThings(),
    });
    expect(letter?.headers).toMatchObject({ tenant: 'acme', 'correlation-id': 'the-correlation' });
    expect(letter?.headers).not.toHaveProperty('x-not-before');
    const first = timeOf(letter?.headers['x-dead-first-failure']);
    expect((letter?.failedAt?.getTime() ?? 0) - first).toBeGreaterThan(190);
    const [origin] = origins.all;
    if (origin !== undefined && 'offset' in origin) {
      expect(letter?.headers).toMatchObject({ 'x-dead-offset': String(origin.offset) });
    }
    const dead = await deadLetters(bus, group, addressOfThings());
    expect(dead.map((body) => Buffer.from(body).toString())).toEqual([
      '{"thingId":"a","sequence":1}',
    ]);
  });

  it('redrives to its group alone, attempts begin anew', async () => {
    const { client, group, counted } = await world();
    const own = journal<number>();
    const other = journal<number>();
    let broken = true;
    const subscription = client.subscribe(
      group,
      {
        onThing: ({ attempt }) => {
          own.add(attempt);
          if (broken) throw new NonRetryableError('mail is down');
          if (attempt === 1) throw new Error('once more');
        },
      },
      { retry: delayed },
    );
    await subscription.ready;
    await client.subscribe(`${group}-2`, { onThing: (m) => other.add(m.payload.sequence) }).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    await counted('deadLettered', 1);
    broken = false;
    expect((await subscription.deadLetters.redrive()).ids).toHaveLength(1);
    expect(await own.atLeast(3)).toEqual([1, 1, 2]);
    await client.publishThing({ thingId: 'a', sequence: 2 });
    expect(await other.atLeast(2)).toEqual([1, 2]);
  });

  it.each([1, -1])('X14: a clock set by %i h changes nothing for what waits', async (hours) => {
    const { client, group } = await world();
    const seen = journal<number>();
    const retry = { ...delayed, firstDelay: 1_500 };
    await client.subscribe(
      group,
      {
        onThing: ({ attempt }) => {
          seen.add(performance.now());
          if (attempt === 1) throw new Error('once');
        },
      },
      { retry },
    ).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    await seen.atLeast(1);
    // The copy is with the broker, and back in the hands of who has it wait.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(seen.all).toHaveLength(1);
    const now = Date.now.bind(Date);
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + hours * 3_600_000);
    try {
      const [first = 0, second = 0] = await seen.atLeast(2);
      expect(second - first).toBeGreaterThan(1_490);
      expect(second - first).toBeLessThan(4_000);
    } finally {
      clock.mockRestore();
    }
  });

  it('K16: who restarts meanwhile gets it, when it is time, also with another policy', async (test) => {
    const before = await world();
    if (before.bus.kind === 'memory') test.skip('what waits in a process ends with it');
    const seen = journal<{ attempt: number; at: number }>();
    const { group } = before;
    await before.client.subscribe(
      group,
      {
        onThing: ({ attempt }) => {
          seen.add({ attempt, at: performance.now() });
          throw new Error('once');
        },
      },
      { retry: { ...delayed, firstDelay: 3_000 } },
    ).ready;
    await before.client.publishThing({ thingId: 'a', sequence: 1 });
    const [first] = await seen.atLeast(1);
    await before.bus.close();
    const after = await world();
    await after.client.subscribe(
      group,
      { onThing: ({ attempt }) => seen.add({ attempt, at: performance.now() }) },
      { retry: { mode: 'blocking' } },
    ).ready;
    const [, second] = await seen.atLeast(2);
    expect(second?.attempt).toBe(2);
    const waited = (second?.at ?? 0) - (first?.at ?? 0);
    expect(waited).toBeGreaterThan(2_990);
    await after.counted('handled', 1);
  });
};

const timeOf = (header: unknown): number =>
  typeof header === 'string' ? Date.parse(header) : Number.NaN;
