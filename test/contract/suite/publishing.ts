import { expect, it } from 'vitest';
import { InvalidMessageError } from '../../../fixtures/contract/expected/index.js';
import type { Client, Receipt } from '../../../fixtures/contract/expected/index.js';
import type { Stage } from '../world.js';

/** The message that is published is the message that is handled. */
export const describePublishing = ({ world, journal }: Stage): void => {
  it('publishes, and the handler gets the message with its envelope', async () => {
    const { client, group } = await world();
    const seen = journal<{ payload: unknown; id: string; correlationId: string; key: unknown }>();
    await client.subscribe(group, { onThing: (message) => seen.add(message) }).ready;
    const receipt = await client.publishThing(
      { thingId: 'a', sequence: 1 },
      { correlationId: 'c1' },
    );
    const [message] = await seen.atLeast(1);
    expect(message).toMatchObject({
      type: 'ThingChanged',
      payload: { thingId: 'a', sequence: 1 },
      id: receipt.id,
      key: 'a',
      correlationId: 'c1',
      causationId: undefined,
      attempt: 1,
      redelivered: false,
      replayed: false,
    });
    expect(message).toHaveProperty('timestamp', expect.any(Date));
    expect(receipt.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('refuses an invalid message before it is sent', async () => {
    const { client, group } = await world();
    const seen = journal<string>();
    await client.subscribe(group, { onThing: ({ payload }) => seen.add(payload.thingId) }).ready;
    const refused = client.publishThing({ thingId: '', sequence: 1 });
    await expect(refused).rejects.toMatchObject({ where: 'payload', outcome: 'not-sent' });
    await expect(refused).rejects.toBeInstanceOf(InvalidMessageError);
    await client.publishThing({ thingId: 'good', sequence: 2 });
    expect(await seen.atLeast(1)).toEqual(['good']);
  });

  it('takes one signal for many publishes and requests without a warning', async () => {
    const { client, group } = await world();
    const warnings: string[] = [];
    const note = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', note);
    const answerQuote = ({ payload: { item } }: { payload: { item: string } }) => ({
      item,
      price: 1,
    });
    await client.subscribe(group, { onThing: () => undefined, answerQuote }).ready;
    const { signal } = new AbortController();
    await Promise.all(
      Array.from({ length: 30 }, async (_, sequence) => {
        await client.publishThing({ thingId: 'a', sequence }, { signal });
        await client.requestQuote({ item: 'cat' }, { signal });
      }),
    );
    // Warnings come a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('leaves an address to the channel that has it literally', async () => {
    const { bus, client, group } = await world();
    const seen = journal<string>();
    await client.moveLine({ stop: 0 }, { params: { line: 'a' } });
    await client.moveExpress({ platform: '0' });
    await client.subscribe(group, { onLine: ({ params }) => seen.add(params.line) }).ready;
    await client.moveExpress({ platform: '9' });
    await client.moveLine({ stop: 1 }, { params: { line: 'a' } });
    await client.moveExpress({ platform: '10' });
    await client.moveLine({ stop: 2 }, { params: { line: 'b' } });
    expect([...(await seen.atLeast(2))].sort()).toEqual(['a', 'b']);
    await bus.close();
    expect(bus.health().counters).toMatchObject({ handled: 2, deadLettered: 0 });
  });

  it('carries address parameters', async () => {
    const { client, group } = await world();
    const seen = journal<unknown>();
    const { ready } = client.subscribe(group, {
      onNotice: ({ params, payload }) => seen.add({ ...params, ...payload }),
    });
    // Kafka lists matching topics at start: these exist from here on.
    const params = [
      { region: 'north', shelter: 'oak' },
      { region: 'south', shelter: 'elm' },
    ] as const;
    await ready;
    for (const one of params) await client.notifyShelter({ text: 'hi' }, { params: one });
    const all = await seen.atLeast(2);
    expect(all).toHaveLength(2);
    for (const one of params) expect(all).toContainEqual({ ...one, text: 'hi' });
    const wrong = { region: 'west', shelter: 'x' } as unknown as (typeof params)[0];
    await expect(client.notifyShelter({ text: 'hi' }, { params: wrong })).rejects.toMatchObject({
      where: 'params',
      issues: [{ path: '/region', keyword: 'enum' }],
    });
  });

  it('carries declared headers in their type, and fills in what it knows', async () => {
    const { client, group } = await world();
    const seen = journal<{ headers: object; id: string }>();
    await client.subscribe(group, { onOrder: (message) => seen.add(message) }).ready;
    const { id } = await client.placeOrder(
      { order: 'o1' },
      { headers: { tenant: 'acme', priority: 7, urgent: false } },
    );
    const [message] = await seen.atLeast(1);
    expect(message?.headers).toEqual({
      tenant: 'acme',
      priority: 7,
      urgent: false,
      'event-id': id,
      schema: 'order/1',
    });
    const missing = { headers: {} } as unknown as Parameters<Client['placeOrder']>[1];
    await expect(client.placeOrder({ order: 'o2' }, missing)).rejects.toMatchObject({
      where: 'headers',
      issues: [{ path: '/tenant', keyword: 'required' }],
    });
  });

  it('carries correlation on and names the cause', async () => {
    const { client, group } = await world();
    const seen = journal<{ causationId: string | undefined; correlationId: string }>();
    const caused: Receipt[] = [];
    await client.subscribe(group, {
      onThing: async ({ payload }) => {
        await new Promise((resolve) => setImmediate(resolve));
        const item = { item: payload.thingId };
        caused.push(await client.publishItem({ type: 'ItemAdded', payload: item }));
      },
      onItem: (message) => seen.add(message),
    }).ready;
    const root = await client.publishThing({ thingId: 'a', sequence: 1 });
    const [message] = await seen.atLeast(1);
    expect(message?.causationId).toBe(root.id);
    expect(message?.correlationId).toBe(root.correlationId);
  });

  it('dispatches several messages of a channel, and skips what was not asked for', async () => {
    const { client, group, counted } = await world();
    const seen = journal<string>();
    await client.subscribe(group, {
      onItem: {
        ItemAdded: ({ payload }) => seen.add(`added ${payload.item} ${payload.price}`),
        ItemRemoved: ({ payload }) => seen.add(`removed ${payload.item} ${payload.reason}`),
      },
    }).ready;
    await client.publishItem({ type: 'ItemAdded', payload: { item: 'ball', price: 2 } });
    await client.publishItem({ type: 'ItemNoted', payload: 'nobody asked' });
    await client.publishItem({ type: 'ItemRemoved', payload: { item: 'ball', reason: 'sold' } });
    expect([...(await seen.atLeast(2))].sort()).toEqual(['added ball 2', 'removed ball sold']);
    await counted('skipped', 1);
  });
};
