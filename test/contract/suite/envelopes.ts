import { expect, it } from 'vitest';
import { createClient, NonRetryableError } from '../../../fixtures/contract/expected/index.js';
import type { AnyMessage, Context, Headers } from '../../../fixtures/contract/expected/index.js';
import { createOutbox, memoryOutbox } from '../../../templates/runtime/outbox.js';
import { addressOfThings, strangerOn } from '../stranger.js';
import type { Stage } from '../world.js';

const prefixes = { kafka: 'ce_', amqp: 'cloudEvents_', memory: 'ce_', outbox: 'ce_' };

interface Seen {
  readonly message: AnyMessage;
  readonly headers: Headers;
  readonly body: string;
}

const textOf = (body: Uint8Array): string => Buffer.from(body).toString();

/** The envelope in other places than headers of ours: DELIVERY section 3. */
export const describeEnvelopes = ({ world, journal, deadLetters }: Stage): void => {
  it.each(['cloudevents', 'body'] as const)('%s: carries what headers carry', async (envelope) => {
    const { bus, group } = await world();
    const client = createClient(bus, { source: 'suite', envelope });
    const mine = `thing-${group}`;
    const seen = journal<Seen>();
    const note = (message: AnyMessage, { raw }: Context): void => {
      seen.add({ message, headers: raw.headers, body: textOf(raw.body) });
    };
    await client.subscribe(group, {
      onThing: async (message, context) => {
        if (message.payload.thingId !== mine) return;
        note(message, context);
        const visit = message.payload.thingId;
        await client.payVisit({ type: 'VisitPaidV2', payload: { visit, cents: 7 } });
      },
      onVisit: (message, context) => {
        if (message.payload.visit === mine) note(message, context);
      },
      onOrder: (message, context) => {
        if (message.payload.order === mine) note(message, context);
      },
    }).ready;
    const payload = { thingId: mine, sequence: 1 };
    const { id } = await client.publishThing(payload, { correlationId: 'c-1' });
    const order = await client.placeOrder(
      { order: mine },
      { headers: { tenant: 'acme', priority: 3 } },
    );
    await seen.atLeast(3);
    const of = (type: string): Seen | undefined =>
      seen.all.find(({ message }) => message.type === type);
    expect(of('ThingChanged')?.message).toMatchObject({
      id,
      payload,
      headers: {},
      key: mine,
      correlationId: 'c-1',
      timestamp: expect.any(Date),
    });
    expect(of('ThingChanged')?.message.headers).toEqual({});
    expect(of('VisitPaidV2')?.message).toMatchObject({
      payload: { visit: mine, cents: 7 },
      correlationId: 'c-1',
      causationId: id,
    });
    expect(of('OrderPlaced')?.message.headers).toEqual({
      tenant: 'acme',
      priority: 3,
      'event-id': order.id,
      schema: 'order/1',
    });
    const first = of('ThingChanged');
    if (envelope === 'body') {
      expect(JSON.parse(first?.body ?? '')).toEqual({
        id,
        type: 'ThingChanged',
        source: 'suite',
        timestamp: first?.message.timestamp.toISOString(),
        version: 1,
        correlationId: 'c-1',
        data: payload,
      });
      return;
    }
    const prefix = prefixes[bus.kind];
    expect(first?.body).toBe(JSON.stringify(payload));
    expect(first?.headers).toMatchObject({
      [`${prefix}specversion`]: '1.0',
      [`${prefix}id`]: id,
      [`${prefix}type`]: 'ThingChanged',
      [`${prefix}source`]: 'suite',
      [`${prefix}time`]: first?.message.timestamp.toISOString(),
      [`${prefix}schemaversion`]: '1',
      [`${prefix}correlationid`]: 'c-1',
      [`${prefix}partitionkey`]: mine,
      'content-type': 'application/json',
    });
    expect(first?.headers).not.toHaveProperty('schema-version');
  });

  it.each(['cloudevents', 'body'] as const)(
    '%s: retries, dead letters and redrive keep it as it is, requests are answered',
    async (envelope) => {
      const { bus, group, counted } = await world();
      const client = createClient(bus, { source: 'suite', envelope });
      const mine = `thing-${group}`;
      const bodies = journal<string>();
      let down = true;
      const subscription = client.subscribe(group, {
        onThing: ({ payload, id, attempt }, { raw }) => {
          if (payload.thingId !== mine) return;
          bodies.add(`${id} ${attempt} ${textOf(raw.body)}`);
          if (attempt === 1) throw new Error('once more');
          if (down) throw new NonRetryableError('not today');
        },
        answerQuote: ({ payload }) => ({ item: payload.item, price: 5 }),
      });
      await subscription.ready;
      const { id } = await client.publishThing({ thingId: mine, sequence: 1 });
      await counted('deadLettered', 1);
      const [letter] = await subscription.deadLetters.list();
      expect(letter).toMatchObject({ id, type: 'ThingChanged', reason: 'non-retryable' });
      down = false;
      await subscription.deadLetters.redrive();
      const [first = ''] = await bodies.atLeast(4);
      const body = first.slice(`${id} 1 `.length);
      expect(bodies.all).toEqual([1, 2, 1, 2].map((attempt) => `${id} ${attempt} ${body}`));
      const reply = await client.requestQuote({ item: group });
      expect(reply.payload).toEqual({ item: group, price: 5 });
    },
  );

  it('body: what does not fit in it becomes a dead letter with its envelope', async () => {
    const { bus, group, counted } = await world();
    const client = createClient(bus, { envelope: 'body' });
    const seen = journal<string>();
    const subscription = client.subscribe(group, {
      onThing: ({ id }) => seen.add(id),
    });
    await subscription.ready;
    const envelope = { id: 'x-1', type: 'ThingChanged', timestamp: '2026-01-01T00:00:00.000Z' };
    const wrong = JSON.stringify({ ...envelope, version: 1, data: { thingId: 7 } });
    const future = JSON.stringify({ ...envelope, version: 2, data: { thingId: 'a', sequence: 1 } });
    for (const body of [wrong, future]) await strangerOn(bus)(body, 'Whatever');
    await counted('deadLettered', 2);
    const reasons = (await subscription.deadLetters.list()).map(({ reason }) => reason);
    expect(reasons.sort()).toEqual(['schema-invalid', 'unknown-version']);
    const dead = await deadLetters(bus, group, addressOfThings());
    expect(dead.map(textOf).sort()).toEqual([wrong, future].sort());
    expect(seen.all).toEqual([]);
  });

  it('body: what it says wins over headers; without it the headers count', async () => {
    const { bus, group } = await world();
    const client = createClient(bus, { source: 'suite', envelope: 'body' });
    const seen = journal<AnyMessage>();
    await client.subscribe(group, {
      onThing: (message) => {
        if (message.payload.thingId === group) seen.add(message);
      },
    }).ready;
    const data = { thingId: group, sequence: 1 };
    const envelope = {
      id: `id-${group}`,
      type: 'ThingChanged',
      source: 'elsewhere',
      timestamp: '2026-01-02T03:04:05.678Z',
      version: 1,
      correlationId: 'from-body',
      data,
    };
    await strangerOn(bus)(JSON.stringify(envelope), 'SomethingElse');
    await strangerOn(bus)(JSON.stringify({ ...data, sequence: 2 }), 'ThingChanged');
    await seen.atLeast(2);
    const inBody = seen.all.find(({ id }) => id === envelope.id);
    expect(inBody).toMatchObject({
      payload: data,
      correlationId: 'from-body',
      timestamp: new Date(envelope.timestamp),
    });
    expect(seen.all.find(({ id }) => id !== envelope.id)?.payload).toEqual({
      ...data,
      sequence: 2,
    });
  });

  it('reads CloudEvents in structured mode, whatever it writes itself', async () => {
    const { bus, client, group } = await world();
    const seen = journal<AnyMessage>();
    await client.subscribe(group, {
      onThing: (message) => {
        if (message.payload.thingId === group) seen.add(message);
      },
    }).ready;
    const data = { thingId: group, sequence: 1 };
    const event = {
      specversion: '1.0',
      id: `id-${group}`,
      source: '/elsewhere',
      type: 'ThingChanged',
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      correlationid: 'from-event',
      causationid: 'cause',
    };
    const structured = 'application/cloudevents+json; charset=utf-8';
    const send = strangerOn(bus);
    await send(JSON.stringify({ ...event, data }), 'Whatever', undefined, structured);
    const base64 = Buffer.from(JSON.stringify({ ...data, sequence: 2 })).toString('base64');
    const second = { ...event, id: `${event.id}-2`, data_base64: base64 };
    await send(JSON.stringify(second), 'Whatever', undefined, structured);
    await seen.atLeast(2);
    expect(seen.all.find(({ id }) => id === event.id)).toMatchObject({
      payload: data,
      correlationId: 'from-event',
      causationId: 'cause',
      timestamp: new Date(event.time),
    });
    expect(seen.all.find(({ id }) => id === second.id)?.payload).toEqual({ ...data, sequence: 2 });
  });

  it.each(['cloudevents', 'body'] as const)('%s: an outbox writes it as well', async (envelope) => {
    const { bus, group } = await world();
    const store = memoryOutbox();
    const outbox = createOutbox({ bus, store });
    const reader = createClient(bus, { envelope });
    const seen = journal<Seen>();
    await reader.subscribe(group, {
      onThing: (message, { raw }) => {
        if (message.payload.thingId !== group) return;
        seen.add({ message, headers: raw.headers, body: textOf(raw.body) });
      },
    }).ready;
    outbox.start();
    const { id } = await store.transaction((tx) =>
      createClient(outbox.bus(tx), { envelope }).publishThing({ thingId: group, sequence: 1 }),
    );
    const [first] = await seen.atLeast(1);
    await outbox.close();
    expect(first?.message).toMatchObject({ id, payload: { thingId: group, sequence: 1 } });
    if (envelope === 'body') expect(JSON.parse(first?.body ?? '')).toMatchObject({ id });
    // A client without a source has the document's title: CloudEvents need one.
    else expect(first?.headers[`${prefixes[bus.kind]}source`]).toBe('Contract%20suite');
  });
};
