import { expect, it } from 'vitest';
import type { Delivery } from '../../../templates/runtime/core/transport.js';
import { OffsetLostError } from '../../../templates/runtime/errors.js';
import type { GroupOffsets } from '../../../templates/runtime/kafka/driver.js';
import type { KafkaDefaults } from '../../../templates/runtime/kafka/options.js';
import { Starts } from '../../../templates/runtime/kafka/starts.js';
import { describeKafka } from '../../brokers/available.js';
import type { KafkaDriver } from '../../faults/harness/kafka-drivers.js';
import { kafkaDrivers } from '../../faults/harness/kafka-drivers.js';
import { silent } from '../core/support.js';
import {
  channelOf,
  consumeRequest,
  kafka,
  Received,
  recordTo,
  startTransport,
  unique,
} from './harness.js';

const endsOf = (...ends: readonly (readonly [bigint, bigint])[]): GroupOffsets => ({
  committed: async () => new Map(),
  ends: async () => new Map(ends.map(([first, next], partition) => [partition, { first, next }])),
});

const starts = (onOffsetLost: 'earliest' | 'latest' | 'fail'): Starts =>
  new Starts({ group: 'g', log: silent, onOffsetLost, isFromEnd: () => true });

const at = (partition: number) => ({ topic: 't', partition });

it('goes on where the group was, or begins at the end', async () => {
  const join = starts('fail').join(endsOf([5n, 9n]));
  expect([await join.find(at(0), 5n), await join.find(at(0), 9n)]).toEqual([5n, 9n]);
  expect(await join.find(at(0), undefined)).toBe(9n);
});

it('K11: reads partitions from their beginning that were added meanwhile', async () => {
  const running = starts('fail');
  const before = running.join(endsOf([0n, 4n]));
  expect(await before.find(at(0), undefined)).toBe(4n);
  before.end();
  const after = running.join(endsOf([0n, 4n], [0n, 2n], [1n, 3n]));
  expect([await after.find(at(1), undefined), await after.find(at(2), undefined)]).toEqual([
    0n,
    1n,
  ]);
});

it.each([
  ['earliest', 5n],
  ['latest', 9n],
] as const)('K11: takes %s when its offset is gone', async (policy, start) => {
  const join = starts(policy).join(endsOf([5n, 9n]));
  expect(await join.find(at(0), 4n)).toBe(start);
  // A topic that was made anew; an end may be reported too low for a moment.
  expect(await join.find(at(0), 10n)).toBe(start);
});

it('believes an end that is too low only when it stays so', async () => {
  let looks = 0;
  const offsets: GroupOffsets = {
    committed: async () => new Map(),
    ends: async () => new Map([[0, { first: 0n, next: (looks += 1) < 3 ? 8n : 10n }]]),
  };
  expect(await starts('fail').join(offsets).find(at(0), 10n)).toBe(10n);
});

const gone = (driver: KafkaDriver, brokers: readonly string[]): void => {
  const client = kafka(brokers);
  const channel = (topic: string) => channelOf(topic, { bindings: { kafka: { partitions: 1 } } });

  const consuming = async (
    group: string,
    topic: string,
    options: Pick<KafkaDefaults, 'onOffsetLost'>,
  ) => {
    const { transport } = startTransport(brokers, { ...driver.options(brokers), ...options });
    const received = new Received();
    const request = consumeRequest(group, channel(topic), received);
    return { transport, received, intake: transport.consume(request) };
  };

  /** Reads three records, is away while five more come, and the broker drops all but two of eight. */
  const away = async (group: string, topic: string) => {
    const { transport, received, intake } = await consuming(group, topic, {});
    await intake;
    const send = (text: string) => transport.publish(recordTo(channel(topic), text));
    for (const text of ['0', '1', '2']) await send(text);
    await received.seen(3);
    await (await intake).close();
    for (const text of ['3', '4', '5', '6', '7']) await send(text);
    const admin = client.admin();
    await admin.connect();
    const partitions = [{ partition: 0, offset: '6' }];
    // kafkajs knows no leader to ask before it has looked at the topic.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions });
    return { transport, send, end: () => remove(admin, topic, group) };
  };

  const remove = async (admin: ReturnType<typeof client.admin>, topic: string, group: string) => {
    await admin.deleteTopics({ topics: [topic, `${topic}.${group}.dlq`] });
    await admin.disconnect();
  };

  it.each([
    ['earliest', ['6', '7', 'new']],
    ['latest', ['new']],
  ] as const)('K11: goes on with %s', async (onOffsetLost, expected) => {
    const [group, topic] = [unique('group'), unique('lost')];
    const first = await away(group, topic);
    const { transport, received, intake } = await consuming(group, topic, { onOffsetLost });
    await intake;
    await first.send('new');
    await received.seen(expected.length);
    expect(received.texts).toEqual(expected);
    await Promise.all([transport.close(2_000), first.transport.close(2_000)]);
    await first.end();
  });

  it('K11: fails when it is told to', async () => {
    const [group, topic] = [unique('group'), unique('lost')];
    const first = await away(group, topic);
    const { transport, intake } = await consuming(group, topic, { onOffsetLost: 'fail' });
    await expect(intake).rejects.toThrow(OffsetLostError);
    await Promise.all([transport.close(2_000), first.transport.close(2_000)]);
    await first.end();
  });

  it('K11: notices while it runs that what it is to read next is gone', async () => {
    const [group, topic] = [unique('group'), unique('lost')];
    const { transport } = startTransport(brokers, {
      ...driver.options(brokers, { maxBytesPerPartition: 100_000 }),
      onOffsetLost: 'latest',
    });
    const texts: string[] = [];
    let held: Delivery[] | undefined = [];
    const heard: { news: () => void } = { news: () => undefined };
    const news = new Promise<void>((resolve) => (heard.news = resolve));
    const intake = await transport.consume({
      ...consumeRequest(group, channel(topic), new Received()),
      deliver: (delivery) => {
        const text = new TextDecoder().decode(delivery.body).replaceAll('.', '');
        texts.push(text);
        if (text === 'new') heard.news();
        if (held === undefined) setImmediate(() => delivery.settle());
        else held.push(delivery);
      },
    });
    const send = (text: string) =>
      transport.publish(recordTo(channel(topic), text.padEnd(1_000, '.')));
    await Promise.all(Array.from({ length: 6_000 }, (_, n) => send(`${n}`)));
    // It holds all that it may hold, and does not fetch.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const admin = client.admin();
    await admin.connect();
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5900' }] });
    const open = held;
    held = undefined;
    for (const delivery of open) delivery.settle();
    const sending = setInterval(() => void send('new'), 500);
    await news;
    clearInterval(sending);
    expect(texts).toContain('1500');
    expect(texts).not.toContain('5950');
    await intake.close();
    await transport.close(2_000);
    await remove(admin, topic, group);
  });
};

for (const driver of kafkaDrivers) {
  describeKafka(`a group of Kafka whose offset is gone, ${driver.name}`, (brokers) => {
    gone(driver, brokers);
  });
}
