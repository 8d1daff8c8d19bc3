import { expect, it, vi } from 'vitest';
import type { SourceTopic } from '../../../templates/runtime/kafka/delivery.js';
import {
  neededRetryTopics,
  placeFor,
  presentRetryTopics,
  retrySpec,
  stillToWait,
  waitLeft,
} from '../../../templates/runtime/kafka/retry-topic.js';
import { describeKafka } from '../../brokers/available.js';
import {
  channelOf,
  consumeRequest,
  Received,
  recordTo,
  sourceOf,
  startTransport,
  unique,
} from './harness.js';

const topicConfiguration = { 'cleanup.policy': ['compact'], 'max.message.bytes': 2_000_000 };
const channel = channelOf('orders', { bindings: { kafka: { replicas: 3, topicConfiguration } } });
const orders: SourceTopic = {
  topic: 'orders',
  params: {},
  source: sourceOf(channel, { waits: [1_000, 8_000] }),
};

it('has a topic for each wait, like its source but never compacted', () => {
  const topics = neededRetryTopics(orders, 'a/b');
  expect(topics.map(({ topic }) => topic)).toEqual([
    'orders.a_x2F_b.retry.1000',
    'orders.a_x2F_b.retry.8000',
  ]);
  expect(retrySpec(topics[1]!, 6)).toEqual({
    partitions: 6,
    replicas: 3,
    config: {
      'max.message.bytes': '2000000',
      'cleanup.policy': 'delete',
      'message.timestamp.type': 'CreateTime',
      'retention.bytes': '-1',
      'retention.ms': String(7 * 24 * 3_600_000 + 8_000),
    },
  });
});

it("finds those that there are, also of an earlier policy, and nobody else's", () => {
  const names = ['orders', 'orders.g.retry.500', 'orders.g.retry.90', 'orders.g.retry.x'];
  const others = ['orders.g.dlq', 'orders.h.retry.500', 'orders.g.retry.500.x'];
  const found = presentRetryTopics(orders, 'g', [...names, ...others]);
  expect(found.map(({ topic }) => topic)).toEqual(['orders.g.retry.90', 'orders.g.retry.500']);
});

it('lets a record wait until it is due, and again when no topic waits as long', () => {
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now);
  try {
    const copied = (wait: number) => {
      const { topic, notBefore } = placeFor(orders, 'g', wait);
      const record = { key: undefined, value: new Uint8Array(), offset: 0n, timestamp: now };
      const retry = neededRetryTopics(orders, 'g').find((one) => one.topic === topic)!.retry!;
      return { record: { ...record, headers: notBefore }, retry };
    };
    for (const [wait, left, more] of [
      [700, 1_000, 0],
      [1_001, 8_000, 0],
      [20_000, 8_000, 12_000],
    ] as const) {
      const { record, retry } = copied(wait);
      expect([waitLeft(record, retry), stillToWait(record, retry)]).toEqual([left, more]);
    }
    const { record, retry } = copied(8_000);
    clock.mockImplementation(() => now + 5_000);
    expect(waitLeft(record, retry)).toBe(3_000);
    clock.mockImplementation(() => now + 9_000);
    expect(waitLeft(record, retry)).toBe(0);
    // Set back: no longer than the topic waits.
    clock.mockImplementation(() => now - 3_600_000);
    expect(waitLeft(record, retry)).toBe(8_000);
  } finally {
    clock.mockRestore();
  }
});

describeKafka('topics of retries on Kafka', (brokers) => {
  it('are read from their beginning, by whoever joins the group first', async () => {
    const { transport } = startTransport(brokers);
    const [topic, group] = [unique('orders'), unique('group')];
    const headers = { 'x-not-before': new Date().toISOString(), 'retry-count': 1 };
    const aside = channelOf(`${topic}.${group}.retry.100`);
    await transport.publish(recordTo(aside, 'waited', { headers }));
    const received = new Received();
    const intake = await transport.consume(consumeRequest(group, channelOf(topic), received));
    await received.seen(1);
    expect(received.texts).toEqual(['waited']);
    expect(received.deliveries[0]).toMatchObject({ address: topic, postponed: 0 });
    await intake.close();
    await transport.close(2_000);
  });
});
