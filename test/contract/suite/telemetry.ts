import { expect, it } from 'vitest';
import { batch, NonRetryableError } from '../../../fixtures/contract/expected/index.js';
import type { BusOptions } from '../../../fixtures/contract/expected/index.js';
import { memoryInbox } from '../../../templates/runtime/inbox.js';
import type { OpenTelemetry, Span } from '../../../templates/runtime/telemetry.js';
import { emptyContext, RecordingTelemetry } from '../otel.js';
import type { Ended } from '../otel.js';
import { strangerOn } from '../stranger.js';
import type { Stage } from '../world.js';

const systems = { kafka: 'kafka', amqp: 'rabbitmq', memory: 'memory', outbox: 'outbox' };

const broken = (): never => {
  throw new Error('the telemetry is broken');
};

/** Each of its functions throws, as soon as it is called. */
const deaf: OpenTelemetry = {
  ROOT_CONTEXT: emptyContext,
  trace: { getTracer: broken, getSpan: broken, getSpanContext: broken, setSpan: broken },
  context: { active: broken, with: broken },
  propagation: { inject: broken, extract: broken },
  metrics: { getMeter: broken },
};

const brokenSpan: Span = {
  setAttributes: broken,
  setStatus: broken,
  recordException: broken,
  end: broken,
};

/** It begins well, and everything that it hands out throws later. */
const treacherous: OpenTelemetry = {
  ROOT_CONTEXT: emptyContext,
  trace: {
    getTracer: () => ({ startSpan: () => brokenSpan }),
    getSpan: () => undefined,
    getSpanContext: broken,
    setSpan: (context) => context,
  },
  context: {
    active: () => emptyContext,
    with: (_, work) => {
      work();
      return broken();
    },
  },
  propagation: { inject: () => undefined, extract: (context) => context },
  metrics: {
    getMeter: () => ({
      createCounter: () => ({ add: broken }),
      createHistogram: () => ({ record: broken }),
      createObservableGauge: () => ({
        addCallback: () => undefined,
        removeCallback: broken,
      }),
    }),
  },
};

const brokenLog = { debug: broken, info: broken, warn: broken, error: broken, child: broken };

/** OpenTelemetry and loggers: DELIVERY section 5. */
export const describeTelemetry = ({ world, journal, patience }: Stage): void => {
  it('X11: spans of three services, a retry and a redrive are one trace', async () => {
    const otel = new RecordingTelemetry();
    const { client, group, counted } = await world({ telemetry: otel.api });
    const mine = `thing-${group}`;
    const done = journal<string>();
    await client.subscribe(`${group}-1`, {
      onThing: async ({ payload, attempt }) => {
        if (payload.thingId !== mine) return;
        if (attempt === 1) throw new Error('once more');
        await client.publishItem({ type: 'ItemAdded', payload: { item: mine } });
      },
    }).ready;
    let down = true;
    const second = client.subscribe(`${group}-2`, {
      onItem: async ({ payload }) => {
        if (payload.item !== mine) return;
        if (down) throw new NonRetryableError('not today');
        await client.payVisit({ type: 'VisitPaidV2', payload: { visit: mine, cents: 1 } });
      },
    });
    await second.ready;
    await client.subscribe(`${group}-3`, {
      onVisit: ({ payload }) => {
        if (payload.visit === mine) done.add('third');
      },
    }).ready;
    const { id } = await client.publishThing({ thingId: mine, sequence: 1 });
    await counted('deadLettered', 1);
    down = false;
    await second.deadLetters.redrive();
    await done.atLeast(1);
    const root = otel.spans.find(({ attributes }) => attributes['messaging.message.id'] === id);
    const spans = (): readonly Ended[] =>
      otel.spans.filter(({ traceId }) => traceId === root?.traceId);
    const names = (): readonly string[] =>
      spans()
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('settle'));
    // A message may be handled before its sender hears that the broker has it.
    await done.until(() => names().length >= 8);
    expect([...names()].sort()).toEqual([
      ...Array<string>(2).fill('process contract.feed'),
      ...Array<string>(2).fill('process contract.things'),
      'process contract.visits',
      'send contract.feed',
      'send contract.things',
      'send contract.visits',
    ]);
    const parents = new Map(spans().map(({ spanId, name }) => [spanId, name]));
    const parentOf = (name: string): unknown[] =>
      spans()
        .filter((span) => span.name === name)
        .map(({ parentId }) => parentId && parents.get(parentId));
    expect(parentOf('send contract.things')).toEqual([undefined]);
    expect(parentOf('process contract.things')).toEqual(Array(2).fill('send contract.things'));
    expect(parentOf('send contract.feed')).toEqual(['process contract.things']);
    expect(parentOf('process contract.feed')).toEqual(Array(2).fill('send contract.feed'));
    expect(parentOf('send contract.visits')).toEqual(['process contract.feed']);
    expect(parentOf('settle contract.things')).toContain('process contract.things');
  });

  it('says what was sent, handled and given up, as OpenTelemetry names it', async () => {
    const otel = new RecordingTelemetry();
    const { bus, client, group, counted } = await world({ telemetry: otel.api });
    const seen = journal<number>();
    const subscription = client.subscribe(
      group,
      {
        onThing: ({ payload, attempt }) => {
          if (payload.thingId !== group) return;
          seen.add(attempt);
          throw new TypeError('always');
        },
      },
      { retry: { maxAttempts: 2, firstDelay: 10 } },
    );
    await subscription.ready;
    const { id } = await client.publishThing({ thingId: group, sequence: 1 });
    await counted('deadLettered', 1);
    const about = { 'messaging.message.id': id, 'messaging.system': systems[bus.kind] };
    const of = (name: string): readonly Ended[] =>
      otel.spans.filter(
        (span) => span.name === name && span.attributes['messaging.message.id'] === id,
      );
    expect(of('send contract.things')).toMatchObject([
      { kind: 3, error: undefined, attributes: { ...about, 'messaging.operation.type': 'send' } },
    ]);
    expect(of('process contract.things')).toMatchObject([
      {
        kind: 4,
        error: 'always',
        attributes: {
          ...about,
          'messaging.consumer.group.name': group,
          'messaging.destination.name': 'contract.things',
          'messaging.operation.name': 'process',
          'error.type': 'TypeError',
        },
      },
      { kind: 4, error: 'always' },
    ]);
    expect(otel.values('petevents.consumer.retries', group)).toEqual([1]);
    expect(otel.values('petevents.consumer.dead_letters', group)).toEqual([1]);
    expect(otel.values('messaging.process.duration', group)).toHaveLength(2);
    expect(otel.values('messaging.client.sent.messages')).toHaveLength(1);
    await otel.collect();
    expect(otel.values('petevents.consumer.inflight', group)).toEqual([0]);
    expect(otel.values('petevents.consumer.lag', group)).toEqual([expect.any(Number)]);
    await bus.close();
    expect(otel.gauges).toEqual([]);
  });

  it('has one span for a batch, with a link to the trace of each message', async () => {
    const otel = new RecordingTelemetry();
    const { client, group, counted } = await world({ telemetry: otel.api });
    const done = journal<string>();
    await client.subscribe(`${group}-2`, {
      onItem: ({ payload }) => {
        if (payload.item === group) done.add('item');
      },
    }).ready;
    await client.subscribe(
      group,
      {
        onThing: batch(
          async (messages, { fail }) => {
            const own = messages.filter(({ payload }) => payload.thingId.endsWith(group));
            if (own.length === 0) return;
            const failed = messages.findIndex(({ payload }) => payload.thingId === `bad ${group}`);
            if (failed >= 0) fail(failed, new NonRetryableError('not this one'));
            await client.publishItem({ type: 'ItemAdded', payload: { item: group } });
          },
          { size: 3, wait: 60_000 },
        ),
      },
      { concurrency: 1, order: 'none' },
    ).ready;
    const ids = new Map<string, string>();
    for (const name of ['one', 'bad', 'two']) {
      const { id } = await client.publishThing({ thingId: `${name} ${group}`, sequence: 1 });
      ids.set(id, name);
    }
    await counted('deadLettered', 1);
    await done.atLeast(1);
    const named = (name: string): readonly Ended[] =>
      otel.spans.filter((span) => span.name === name);
    const [call, ...others] = named('process contract.things');
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      kind: 4,
      parentId: undefined,
      error: undefined,
      attributes: {
        'messaging.batch.message_count': 3,
        'messaging.consumer.group.name': group,
        'messaging.destination.name': 'contract.things',
        'messaging.operation.type': 'process',
        'petevents.batch.failed_messages': 1,
      },
    });
    expect(call?.attributes).not.toHaveProperty('messaging.message.id');
    const byId = (spans: readonly Pick<Ended, 'traceId' | 'spanId' | 'attributes'>[]) =>
      new Map(
        spans.map(({ traceId, spanId, attributes }) => [
          attributes['messaging.message.id'],
          `${traceId} ${spanId}`,
        ]),
      );
    // Each message was sent in a trace of its own; the link ends at the span that sent it.
    expect(byId(call?.links ?? [])).toEqual(byId(named('send contract.things')));
    const [item] = named('send contract.feed');
    expect(item).toMatchObject({ traceId: call?.traceId, parentId: call?.spanId });
    await done.until(() => named('settle contract.things').length === 3);
    for (const settle of named('settle contract.things')) {
      expect(settle).toMatchObject({ traceId: call?.traceId, parentId: call?.spanId });
      expect(settle.links).toHaveLength(1);
    }
    const consumed = otel.points.filter(
      ({ name, attributes }) =>
        name === 'messaging.client.consumed.messages' &&
        attributes['messaging.consumer.group.name'] === group,
    );
    expect(consumed.map(({ value, attributes }) => [value, attributes['error.type']])).toEqual([
      [2, undefined],
      [1, 'NON_RETRYABLE'],
    ]);
    expect(otel.values('messaging.process.duration', group)).toHaveLength(1);
  });

  it('counts what the inbox knows', async () => {
    const otel = new RecordingTelemetry();
    const { client, group, counted } = await world({ telemetry: otel.api });
    const options = { inbox: memoryInbox() };
    await client.subscribe(group, { onThing: () => {} }, options).ready;
    const id = `id-${group}`;
    await client.publishThing({ thingId: 'a', sequence: 1 }, { id });
    await client.publishThing({ thingId: 'a', sequence: 1 }, { id });
    await counted('duplicates', 1);
    expect(otel.values('petevents.consumer.duplicates', group)).toEqual([1]);
  });

  it.each<[string, BusOptions]>([
    ['telemetry that throws at once', { telemetry: deaf }],
    ['telemetry that throws later', { telemetry: treacherous }],
    ['a logger that throws', { log: brokenLog }],
  ])('X10: %s is counted and changes nothing', async (_, options) => {
    const { bus, client, group, counted } = await world(options);
    bus.onStatus(broken);
    const seen = journal<string>();
    let down = true;
    const subscription = client.subscribe(group, {
      onThing: ({ payload, attempt }, { log }) => {
        if (!payload.thingId.endsWith(group)) return;
        log.info({}, 'handled');
        log.child({ more: true }).warn({}, 'handled');
        seen.add(`${payload.thingId.slice(0, 4)} ${attempt}`);
        if (payload.thingId.startsWith('dead') && down) throw new NonRetryableError('no');
        if (attempt === 1) throw new Error('once more');
      },
      answerQuote: ({ payload }) => ({ item: payload.item, price: 2 }),
    });
    await subscription.ready;
    await client.publishThing({ thingId: `fine-${group}`, sequence: 1 });
    await client.publishThing({ thingId: `dead-${group}`, sequence: 2 });
    await strangerOn(bus)('{"thingId":', 'ThingChanged');
    await counted('deadLettered', 2);
    await seen.until(() => seen.all.includes('fine 2'));
    down = false;
    const ours = ({ reason }: { reason: string }) => reason === 'non-retryable';
    await subscription.deadLetters.redrive({ filter: ours });
    await seen.until(() => seen.all.includes('dead 2'));
    expect([...seen.all].sort()).toEqual(['dead 1', 'dead 1', 'dead 2', 'fine 1', 'fine 2']);
    const reply = await client.requestQuote({ item: 'cat' }, { timeout: patience });
    expect(reply.payload).toEqual({ item: 'cat', price: 2 });
    await bus.close();
    expect(bus.health().status).toBe('closed');
    expect(bus.health().counters.callbackErrors).toBeGreaterThan(3);
  });
};
