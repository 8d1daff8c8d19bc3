import { expect, it } from 'vitest';
import type { AnyMessage, Context, Headers } from '../../../fixtures/contract/expected/index.js';
import type { Stage } from '../world.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

/** What a service saw of a message, as far as it tells where the message comes from. */
interface Seen {
  readonly service: string;
  readonly id: string;
  readonly attempt: number;
  readonly correlationId: string;
  readonly causationId: string | undefined;
  readonly trace: unknown;
}

const traceOf = ({ traceparent }: Headers): unknown =>
  typeof traceparent === 'string' ? traceparent.split('-')[1] : undefined;

const seenBy = (
  service: string,
  { id, attempt, correlationId, causationId }: AnyMessage,
  { raw }: Context,
): Seen => ({
  service,
  id,
  attempt,
  correlationId,
  causationId,
  trace: traceOf(raw.headers),
});

/** Where a message comes from is carried on by itself: DELIVERY section 3, "Always". */
export const describeTracing = ({ world, journal }: Stage): void => {
  it('X11: three services, a retry and a redrive are one correlation, causation chain and trace', async () => {
    const { bus, client, group, counted } = await world();
    const seen = journal<Seen>();
    await client.subscribe(`${group}-1`, {
      onThing: async (message, context) => {
        if (!message.payload.thingId.endsWith(group)) return;
        seen.add(seenBy('first', message, context));
        if (message.attempt === 1) throw new Error('once more');
        const item = { item: message.payload.thingId };
        await client.publishItem({ type: 'ItemAdded', payload: item });
      },
    }).ready;
    let broken = true;
    const second = client.subscribe(
      `${group}-2`,
      {
        onItem: async (message, context) => {
          if (!message.payload.item.endsWith(group)) return;
          seen.add(seenBy('second', message, context));
          if (broken) throw new Error('not today');
          const visit = message.payload.item;
          await client.payVisit({ type: 'VisitPaidV2', payload: { visit, cents: 1 } });
        },
      },
      { retry: { maxAttempts: 1 } },
    );
    await second.ready;
    await client.subscribe(`${group}-3`, {
      onVisit: (message, context) => {
        if (!message.payload.visit.endsWith(group)) return;
        seen.add(seenBy('third', message, context));
      },
    }).ready;

    const root = await bus.withContext({ correlationId: 'request-7', traceparent }, () =>
      client.publishThing({ thingId: `t-${group}`, sequence: 1 }),
    );
    await counted('deadLettered', 1);
    broken = false;
    expect(await second.deadLetters.redrive()).toMatchObject({ ids: [expect.any(String)] });
    await seen.until(() => seen.all.some(({ service }) => service === 'third'));

    const chain = seen.all.map(({ service, attempt }) => `${service} ${attempt}`);
    expect(chain).toEqual(['first 1', 'first 2', 'second 1', 'second 1', 'third 1']);
    expect(new Set(seen.all.map(({ correlationId }) => correlationId))).toEqual(
      new Set(['request-7']),
    );
    expect(new Set(seen.all.map(({ trace }) => trace))).toEqual(new Set([traceId]));
    const [first, again, item, redriven, visit] = seen.all;
    expect([first?.id, first?.causationId]).toEqual([root.id, undefined]);
    expect(again?.id).toBe(root.id);
    expect([item?.causationId, redriven?.id]).toEqual([root.id, item?.id]);
    expect(visit?.causationId).toBe(item?.id);
  });

  it('a request and its reply are one trace', async () => {
    const { bus, client, group } = await world();
    const seen = journal<unknown>();
    await client.subscribe(group, {
      answerQuote: ({ payload }, { raw }) => {
        seen.add(raw.headers['traceparent']);
        return { item: payload.item, price: 1 };
      },
    }).ready;
    const reply = await bus.withContext({ correlationId: 'request-8', traceparent }, () =>
      client.requestQuote({ item: 'cat' }),
    );
    expect(seen.all).toEqual([traceparent]);
    expect(reply.correlationId).toBe('request-8');
  });
};
