import { expect, it } from 'vitest';
import { NonRetryableError } from '../../../fixtures/contract/expected/index.js';
import { strangerOn } from '../stranger.js';
import type { Stage } from '../world.js';

/** Dead letters as a tool: DELIVERY section 2 and 3. */
export const describeDeadLetters = ({ world, journal }: Stage): void => {
  it('lists what was given up, and why', async () => {
    const { client, group, counted } = await world();
    const subscription = client.subscribe(group, {
      onThing: () => {
        throw new NonRetryableError('the pet is gone');
      },
    });
    await subscription.ready;
    expect(await subscription.deadLetters.list()).toEqual([]);
    const { id } = await client.publishThing({ thingId: 'a', sequence: 1 });
    await counted('deadLettered', 1);
    expect(await client.deadLetters(group).list()).toEqual([
      {
        id,
        type: 'ThingChanged',
        reason: 'non-retryable',
        message: 'the pet is gone',
        failedAt: expect.any(Date),
        attempts: 1,
        redriven: 0,
        key: 'a',
        source: 'contract.things',
        place: expect.stringContaining('contract.things'),
      },
    ]);
    expect(await client.deadLetters('somebody else').list()).toEqual([]);
  });

  it('shows one with its bytes and the faults in them', async () => {
    const { bus, client, group, counted } = await world();
    await client.subscribe(group, { onThing: () => {} }).ready;
    await strangerOn(bus)('{"thingId":7}', 'ThingChanged');
    await counted('deadLettered', 1);
    const letters = client.deadLetters(group);
    const [letter] = await letters.list();
    expect(letter).toMatchObject({ reason: 'schema-invalid', attempts: 0 });
    const message = await letters.peek(letter!.id);
    expect(Buffer.from(message!.body).toString()).toBe('{"thingId":7}');
    expect(message!.issues.map(({ path }) => path).sort()).toEqual(['/sequence', '/thingId']);
    expect(await letters.peek('none of them')).toBeUndefined();
    expect(await letters.list()).toHaveLength(1);
  });

  it('X15: sends them again, counts that, and begins the attempts anew', async () => {
    const { client, group, counted } = await world();
    const seen = journal<{ id: string; attempt: number; ok: boolean }>();
    let broken = true;
    const subscription = client.subscribe(group, {
      onThing: ({ id, attempt }) => {
        seen.add({ id, attempt, ok: !broken });
        if (broken) throw new NonRetryableError('mail is down');
      },
    });
    await subscription.ready;
    const { id } = await client.publishThing({ thingId: 'a', sequence: 1 });
    await counted('deadLettered', 1);
    expect(await subscription.deadLetters.redrive()).toEqual({ ids: [id], kept: 0 });
    await counted('deadLettered', 2);
    expect(await subscription.deadLetters.list()).toMatchObject([{ id, redriven: 1 }]);
    broken = false;
    await subscription.deadLetters.redrive();
    expect(await seen.atLeast(3)).toEqual([
      { id, attempt: 1, ok: false },
      { id, attempt: 1, ok: false },
      { id, attempt: 1, ok: true },
    ]);
    await counted('handled', 1);
    expect(await subscription.deadLetters.list()).toEqual([]);
  });

  it('sends only those asked for, and leaves the others in their order', async () => {
    const { client, group, counted } = await world();
    const seen = journal<number>();
    let broken = true;
    const subscription = client.subscribe(group, {
      onThing: ({ payload }) => {
        if (broken) throw new NonRetryableError(`number ${payload.sequence}`);
        seen.add(payload.sequence);
      },
    });
    await subscription.ready;
    for (const sequence of [1, 2, 3, 4]) {
      await client.publishThing({ thingId: 'a', sequence });
    }
    await counted('deadLettered', 4);
    broken = false;
    const letters = subscription.deadLetters;
    const filter = ({ message }: { message: string }) => /2|3/.test(message);
    const dry = await letters.redrive({ filter, dryRun: true });
    expect(dry).toMatchObject({ ids: [expect.any(String), expect.any(String)], kept: 2 });
    expect(await letters.list()).toHaveLength(4);
    await letters.redrive({ filter, limit: 1 });
    await seen.atLeast(1);
    await letters.redrive({ filter });
    expect(await seen.atLeast(2)).toEqual([2, 3]);
    const left = await letters.list();
    expect(left.map(({ message }) => message).sort()).toEqual(['number 1', 'number 4']);
  });
};
