import { ConfigResourceTypes } from 'kafkajs';
import { afterEach, expect, it } from 'vitest';
import type { Transport } from '../../../templates/runtime/core/transport.js';
import type { KafkaDefaults, KafkaJsOptions } from '../../../templates/runtime/kafka/options.js';
import { describeKafka } from '../../brokers/available.js';
import {
  Received,
  channelOf,
  consumeRequest,
  heartbeats,
  kafka,
  recordTo,
  sourceOf,
  startTransport,
  unique,
} from './harness.js';

describeKafka('Kafka transport', (brokers) => {
  const open: Transport[] = [];
  const start = (options: Partial<KafkaDefaults & KafkaJsOptions> = {}): Transport => {
    const { transport } = startTransport(brokers, options);
    open.push(transport);
    return transport;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close(5_000)));
  });

  it('delivers bytes, key, headers and place of what is published after consume', async () => {
    const transport = start();
    const topic = unique('things');
    const channel = channelOf(topic);
    const received = new Received();
    await transport.consume(consumeRequest(unique('group'), channel, received));
    const before = Date.now();
    await transport.publish(
      recordTo(channel, '{"a":1}', { key: 'kéy', headers: { 'event-id': 'e1', number: 7 } }),
    );
    await received.seen(1);
    const [delivery] = received.deliveries;
    expect(received.texts).toEqual(['{"a":1}']);
    expect(delivery).toMatchObject({
      address: topic,
      key: 'kéy',
      headers: { 'event-id': 'e1', number: '7' },
      lane: `${topic}/0/kéy`,
      redelivered: false,
      fallbackId: `${topic}/0/0`,
      info: { transport: 'kafka', topic, partition: 0, offset: 0n },
    });
    expect(Math.abs((delivery?.timestamp ?? 0) - before)).toBeLessThan(10_000);
  });

  it('creates the topic as the bindings say, and its dead letters', async () => {
    const transport = start();
    const topic = unique('bound');
    const channel = channelOf('{x}', {
      bindings: {
        kafka: {
          topic,
          partitions: 6,
          replicas: 1,
          topicConfiguration: {
            'cleanup.policy': ['compact', 'delete'],
            'retention.ms': 3_600_000,
          },
        },
      },
    });
    await transport.consume(consumeRequest('grp/1', channel, new Received()));
    const admin = kafka(brokers).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({
      topics: [topic, `${topic}.grp_x2F_1.dlq`],
    });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: topic,
          configNames: ['cleanup.policy', 'retention.ms'],
        },
      ],
    });
    await admin.disconnect();
    expect(topics.map(({ partitions }) => partitions.length).sort()).toEqual([1, 6]);
    expect(resources[0]?.configEntries.map(({ configValue }) => configValue).sort()).toEqual([
      '3600000',
      'compact,delete',
    ]);
  });

  it('refuses a missing topic when it may only check', async () => {
    const transport = start({ topology: 'check' });
    const channel = channelOf(unique('missing'));
    await expect(transport.publish(recordTo(channel, '1'))).rejects.toMatchObject({
      outcome: 'not-sent',
    });
    await expect(
      transport.consume(consumeRequest('g', channel, new Received())),
    ).rejects.toMatchObject({ code: 'TOPOLOGY_MISMATCH', argument: 'existence' });
  });

  it('gives each group its copy, and members of one group a share', async () => {
    const channel = channelOf(unique('shared'), { bindings: { kafka: { partitions: 4 } } });
    const [first, second, other] = [new Received(), new Received(), new Received()];
    const group = unique('group');
    // One transport for both members: kafkajs shares state between consumers of one client.
    const transport = start();
    await transport.consume(consumeRequest(group, channel, first));
    await transport.consume(consumeRequest(group, channel, second));
    await transport.consume(consumeRequest(unique('other'), channel, other));
    const bodies = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(
      bodies.map((body) => transport.publish(recordTo(channel, body, { key: `k${body}` }))),
    );
    await other.seen(200);
    expect(new Set(other.texts)).toEqual(new Set(bodies));
    await expect
      .poll(() => new Set([...first.texts, ...second.texts]).size, { timeout: 15_000 })
      .toBe(200);
    await expect.poll(() => second.texts.length, { timeout: 5_000 }).toBeGreaterThan(0);
    await expect.poll(() => first.texts.length, { timeout: 5_000 }).toBeGreaterThan(0);
  });

  it('keeps the order of a key', async () => {
    const transport = start();
    const channel = channelOf(unique('ordered'), { bindings: { kafka: { partitions: 3 } } });
    const received = new Received();
    await transport.consume(consumeRequest(unique('group'), channel, received));
    const sent: Promise<void>[] = [];
    for (let n = 0; n < 3_000; n += 1) {
      sent.push(transport.publish(recordTo(channel, `${n}`, { key: `key-${n % 7}` })));
    }
    await Promise.all(sent);
    await received.seen(3_000);
    for (let key = 0; key < 7; key += 1) {
      const numbers = received.deliveries
        .filter((delivery) => delivery.key === `key-${key}`)
        .map(({ body }) => Number(new TextDecoder().decode(body)));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(
        new Set(received.deliveries.filter((d) => d.key === `key-${key}`).map((d) => d.lane)).size,
      ).toBe(1);
    }
  });

  it('goes on after a restart where the settled messages end', async () => {
    const channel = channelOf(unique('restart'));
    const group = unique('group');
    const first = start();
    const before = new Received({ settle: false });
    await first.consume(consumeRequest(group, channel, before));
    for (const body of ['a', 'b', 'c', 'd']) await first.publish(recordTo(channel, body));
    await before.seen(4);
    for (const index of [3, 1, 0]) before.deliveries[index]?.settle();
    before.deliveries[2]?.release();
    await first.close(5_000);

    const after = new Received();
    await start().consume(consumeRequest(group, channel, after));
    await after.seen(2);
    expect(after.texts).toEqual(['c', 'd']);
  });

  it('skips nothing when it restarts before the first commit', async () => {
    const channel = channelOf(unique('first-join'));
    const group = unique('group');
    const first = start();
    await first.consume(consumeRequest(group, channel, new Received({ settle: false })));
    await first.close(5_000);
    const publisher = start();
    await publisher.publish(recordTo(channel, 'while away'));
    const after = new Received();
    await publisher.consume(consumeRequest(group, channel, after));
    await after.seen(1);
    expect(after.texts).toEqual(['while away']);
  });

  it('delivers again what is released', async () => {
    const transport = start();
    const channel = channelOf(unique('released'));
    const received = new Received({ settle: false });
    await transport.consume(consumeRequest(unique('group'), channel, received));
    await transport.publish(recordTo(channel, 'x'));
    await received.seen(1);
    received.deliveries[0]?.release();
    await received.seen(2);
    expect(received.deliveries[1]?.redelivered).toBe(true);
  });

  it('starts at the earliest message when asked to', async () => {
    const transport = start();
    const channel = channelOf(unique('history'));
    await transport.publish(recordTo(channel, 'old'));
    const received = new Received();
    const request = consumeRequest(unique('group'), channel, received, { from: 'earliest' });
    await transport.consume(request);
    await received.seen(1);
    expect(received.texts).toEqual(['old']);
  });

  it('copies a message to the dead letters of its group', async () => {
    const transport = start();
    const channel = channelOf(unique('poison'));
    const group = unique('group');
    const received = new Received({ settle: false });
    await transport.consume(consumeRequest(group, channel, received));
    const bytes = Uint8Array.of(0xff, 0x00, 0x80);
    await transport.publish(recordTo(channel, bytes, { key: 'k' }));
    await received.seen(1);
    await received.deliveries[0]?.deadLetter({ 'x-dead-reason': 'unparseable', 'retry-count': 4 });
    const letters = new Received();
    const dead = channelOf(`${channel.address ?? ''}.${group}.dlq`);
    await transport.consume(consumeRequest(unique('ops'), dead, letters, { from: 'earliest' }));
    await letters.seen(1);
    expect(letters.deliveries[0]).toMatchObject({
      key: 'k',
      headers: { 'x-dead-reason': 'unparseable', 'retry-count': '4' },
    });
    expect([...(letters.deliveries[0]?.body ?? [])]).toEqual([...bytes]);
  });

  it('fills parameters into the topic and reads them back, new topics included', async () => {
    const transport = start();
    const prefix = unique('params');
    const channel = channelOf(`${prefix}.{region}.{id}`, {
      parameters: { region: { enum: ['north', 'south'] }, id: {} },
    });
    await transport.publish(
      recordTo(channel, 'before', { params: { region: 'north', id: 'first' } }),
    );
    const received = new Received();
    await transport.consume(consumeRequest(unique('group'), channel, received));
    const params = [
      { region: 'north', id: 'first' },
      { region: 'south', id: 'ä.b/c_x41_' },
    ];
    for (const one of params) await transport.publish(recordTo(channel, 'x', { params: one }));
    await received.seen(2);
    // Two topics: nothing says which is fetched first.
    const seen = received.deliveries.map((delivery) => delivery.params);
    expect(new Set(seen)).toEqual(new Set(params));
  });

  it('narrows to given parameters and takes all of an enum', async () => {
    const transport = start();
    const prefix = unique('enums');
    const channel = channelOf(`${prefix}.{size}`, { parameters: { size: { enum: ['s', 'm'] } } });
    const [all, small] = [new Received(), new Received()];
    await transport.consume(consumeRequest(unique('all'), channel, all));
    await transport.consume(
      consumeRequest(unique('small'), channel, small, {
        sources: [sourceOf(channel, { params: { size: 's' } })],
      }),
    );
    await transport.publish(recordTo(channel, 'm', { params: { size: 'm' } }));
    await transport.publish(recordTo(channel, 's', { params: { size: 's' } }));
    await Promise.all([all.seen(2), small.seen(1)]);
    expect(all.texts.sort()).toEqual(['m', 's']);
    expect(small.texts).toEqual(['s']);
  });

  it('receives replies in an inbox of its own and leaves no topic behind', async () => {
    const transport = start();
    const received = new Received();
    const inbox = await transport.openReplies({
      title: 'Pet Store',
      channel: undefined,
      deliver: received.take,
    });
    expect(inbox.address).toMatch(/^pet-store\.replies\./);
    const responder = start();
    await responder.publish(recordTo(channelOf('unused'), 'reply', { inbox: inbox.address }));
    await received.seen(1);
    expect(received.texts).toEqual(['reply']);
    await inbox.close();
    const admin = kafka(brokers).admin();
    await admin.connect();
    await expect.poll(() => admin.listTopics()).not.toContain(inbox.address);
    await admin.disconnect();
    // A responder that comes late must not make the topic again, and goes on with others.
    await expect(
      start().publish(recordTo(channelOf('unused'), 'late', { inbox: inbox.address })),
    ).rejects.toMatchObject({ code: 'UNROUTABLE', outcome: 'not-sent' });
    await responder.publish(recordTo(channelOf(unique('more')), 'fine'));
  });

  it('refuses what is too large before it sends, and what the topic refuses', async () => {
    const transport = start();
    const channel = channelOf(unique('large'), {
      bindings: { kafka: { topicConfiguration: { 'max.message.bytes': 10_000 } } },
    });
    await expect(transport.publish(recordTo(channel, 'x'.repeat(1_100_000)))).rejects.toMatchObject(
      { code: 'TOO_LARGE', outcome: 'not-sent' },
    );
    const results = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => transport.publish(recordTo(channel, 'y'.repeat(1_000)))),
      transport.publish(recordTo(channel, 'z'.repeat(20_000))),
      transport.publish(recordTo(channel, 'after')),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 20 }, () => 'fulfilled'),
      'rejected',
      'fulfilled',
    ]);
  });

  it('bounds what it holds of a slow subscription, and loses nothing', async () => {
    const transport = start();
    const channel = channelOf(unique('slow'));
    const received = new Received({ settle: false });
    await transport.consume(consumeRequest(unique('group'), channel, received));
    const total = 12_000;
    for (let sent = 0; sent < total; sent += 1_000) {
      await Promise.all(
        Array.from({ length: 1_000 }, (_, index) =>
          transport.publish(recordTo(channel, String(sent + index))),
        ),
      );
    }
    await received.seen(100);
    expect(received.deliveries.length).toBe(100);
    for (let done = 0; done < total; done += 1) {
      await received.seen(done + 1);
      received.deliveries[done]?.settle();
    }
    expect(received.texts).toEqual(Array.from({ length: total }, (_, index) => String(index)));
  });

  it('stops and resumes delivery', async () => {
    const transport = start();
    const channel = channelOf(unique('paused'));
    const received = new Received();
    const marker = new Received();
    const intake = await transport.consume(consumeRequest(unique('group'), channel, received));
    await transport.consume(consumeRequest(unique('marker'), channel, marker));
    intake.pause();
    await transport.publish(recordTo(channel, 'held'));
    await marker.seen(1);
    expect(received.texts).toEqual([]);
    intake.resume();
    await received.seen(1);
  });

  it('keeps its place in the group while a handler takes three sessions', async () => {
    const tuning = { sessionTimeout: 1_000 };
    const client = kafka(brokers);
    const beats = heartbeats(client);
    const transport = start({ client, consumer: tuning });
    const channel = channelOf(unique('long'));
    const group = unique('group');
    const received = new Received({ settle: false });
    await transport.consume(consumeRequest(group, channel, received));
    await transport.publish(recordTo(channel, 'x'));
    await received.seen(1);
    await beats.acceptedAfter(Date.now() + 3 * tuning.sessionTimeout);
    expect(received.deliveries.length).toBe(1);
    expect(received.revoked).toEqual([]);
    received.deliveries[0]?.settle();
  });

  it('says what is known when the caller gives up', async () => {
    const transport = start();
    const channel = channelOf(unique('abort'));
    await transport.publish(recordTo(channel, 'warm'));
    const aborted = AbortSignal.abort(new Error('never mind'));
    await expect(transport.publish(recordTo(channel, 'x'), aborted)).rejects.toMatchObject({
      outcome: 'not-sent',
    });
  });
});

describeKafka('Kafka transport without its broker', () => {
  it('closes in time, and says that nothing was sent', async () => {
    const { transport } = startTransport(['127.0.0.1:1']);
    const publishing = transport.publish(
      recordTo(channelOf('nowhere'), 'x'),
      AbortSignal.timeout(300),
    );
    await expect(publishing).rejects.toMatchObject({ outcome: 'not-sent' });
    const begun = Date.now();
    await transport.close(2_000);
    expect(Date.now() - begun).toBeLessThan(2_500);
    await expect(transport.publish(recordTo(channelOf('nowhere'), 'x'))).rejects.toMatchObject({
      outcome: 'not-sent',
    });
  });
});
