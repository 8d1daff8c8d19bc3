import { afterEach, expect, it } from 'vitest';
import type { Transport } from '../../../templates/runtime/core/transport.js';
import { describeKafka } from '../../brokers/available.js';
import {
  Received,
  channelOf,
  consumeRequest,
  keyFor,
  kafka,
  recordTo,
  startTransport,
  unique,
} from './harness.js';

describeKafka('Kafka rebalance', (brokers) => {
  const open: Transport[] = [];
  const start = (): Transport => {
    const { transport } = startTransport(brokers);
    open.push(transport);
    return transport;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close(5_000)));
  });

  it('keeps what it keeps, voids what it loses, and commits nothing of the latter', async () => {
    const channel = channelOf(unique('moved'), { bindings: { kafka: { partitions: 4 } } });
    const group = unique('group');
    const first = start();
    const mine = new Received({ settle: false });
    await first.consume(consumeRequest(group, channel, mine));
    const total = 40;
    for (let n = 0; n < total; n += 1) {
      await first.publish(recordTo(channel, String(n), { key: `k${n}` }));
    }
    await mine.seen(total);

    const second = start();
    const theirs = new Received();
    const joined = await second.consume(consumeRequest(group, channel, theirs));
    await expect.poll(() => mine.revoked.length).toBe(2);
    const lost = mine.deliveries.filter(({ epoch }) => mine.revoked.includes(epoch));
    const kept = mine.deliveries.filter(({ epoch }) => !mine.revoked.includes(epoch));
    // What was lost goes to the other member, and to nobody else.
    await theirs.seen(lost.length);
    const idsOf = (list: readonly { fallbackId: string | undefined }[]) =>
      list.map(({ fallbackId }) => fallbackId).sort();
    expect(idsOf(theirs.deliveries)).toEqual(idsOf(lost));
    // The settles of both count, or not, by who has the partition now.
    for (const delivery of mine.deliveries) delivery.settle();
    await joined.close();
    // Alone again: nothing that anybody settled comes back.
    const before = mine.deliveries.length;
    for (let partition = 0; partition < 4; partition += 1) {
      await first.publish(recordTo(channel, `last${partition}`, { key: keyFor(partition) }));
    }
    await mine.seen(before + 4);
    expect(mine.texts.slice(before).sort()).toEqual(['last0', 'last1', 'last2', 'last3']);
    expect(kept.length + lost.length).toBe(total);
  });

  it('reads a topic that only some members know', async () => {
    const [old, added] = [channelOf(unique('old')), channelOf(unique('added'))];
    const group = unique('group');
    const transport = start();
    const [first, second] = [new Received(), new Received()];
    await transport.consume(consumeRequest(group, old, first));
    await transport.consume(consumeRequest(group, added, second));
    await transport.publish(recordTo(old, 'old'));
    await transport.publish(recordTo(added, 'added'));
    await Promise.all([first.seen(1), second.seen(1)]);
    expect([first.texts, second.texts]).toEqual([['old'], ['added']]);
  });

  it('shares a group with plain kafkajs consumers', async () => {
    const channel = channelOf(unique('mixed'), { bindings: { kafka: { partitions: 2 } } });
    const topic = channel.address ?? '';
    const group = unique('group');
    const transport = start();
    const ours = new Received();
    await transport.consume(consumeRequest(group, channel, ours));
    const plain = kafka(brokers).consumer({ groupId: group, maxWaitTimeInMs: 100 });
    const theirs: string[] = [];
    await plain.connect();
    await plain.subscribe({ topic });
    const assigned = new Promise<number[]>((resolve) => {
      plain.on('consumer.group_join', ({ payload }) =>
        resolve(payload.memberAssignment[topic] ?? []),
      );
    });
    await plain.run({
      eachMessage: async ({ message }) => void theirs.push(String(message.value)),
    });
    expect(await assigned).toHaveLength(1);
    await transport.publish(recordTo(channel, 'zero', { key: keyFor(0, 2) }));
    await transport.publish(recordTo(channel, 'one', { key: keyFor(1, 2) }));
    await expect.poll(() => [...ours.texts, ...theirs].sort()).toEqual(['one', 'zero']);
    expect(theirs).toHaveLength(1);
    await plain.disconnect();
  });
});
