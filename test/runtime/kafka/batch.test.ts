import { expect, it } from 'vitest';
import { batch } from '../../../fixtures/contract/expected/index.js';
import type { Message, ThingChanged } from '../../../fixtures/contract/expected/index.js';
import { attach } from '../../../templates/runtime/client.js';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import { describeKafka } from '../../brokers/available.js';
import { Journal } from '../../contract/journal.js';
import { thingsOn } from '../../contract/things.js';
import { kafkaDrivers } from '../../faults/harness/kafka-drivers.js';
import { silent } from '../core/support.js';
import { kafka, keyFor, unique } from './harness.js';

const partitions = 6;

describeKafka('batches on Kafka', (brokers) => {
  it.each(kafkaDrivers)(
    'K5, $name: six partitions, two fail: what is committed has no gap, nothing is skipped',
    async (driver) => {
      const topic = unique('batches');
      const group = unique('group');
      const admin = kafka(brokers).admin();
      await admin.connect();
      const world = () => {
        const bus = kafkaBus({ ...driver.options(brokers), log: silent });
        return { bus, link: attach(bus, thingsOn(topic, partitions)) };
      };
      const keys = Array.from({ length: partitions }, (_, one) => keyFor(one, partitions));
      const failing = new Set([`${keys[1]} 3`, `${keys[4]} 3`]);
      const handled = new Journal<string>(20_000);
      const onThing = (isBroken: boolean) =>
        batch<Message<'ThingChanged', ThingChanged>>(
          async (messages, { fail }) => {
            for (const [index, { payload }] of messages.entries()) {
              const name = `${payload.thingId} ${payload.sequence}`;
              if (isBroken && failing.has(name)) fail(index, new Error('not now'));
              else handled.add(name);
            }
          },
          { size: 20, wait: 50 },
        );
      const first = world();
      await first.link.subscribe(
        group,
        { onThing: onThing(true) },
        { retry: { mode: 'blocking', firstDelay: 60_000, maxDelay: 60_000 }, order: 'none' },
      ).ready;
      const { publishThing } = thingsOn(topic, partitions).operations;
      for (let sequence = 0; sequence < 10; sequence += 1) {
        await Promise.all(
          keys.map((thingId) =>
            first.link.send(publishThing, 'ThingChanged', { thingId, sequence }),
          ),
        );
      }
      await handled.atLeast(partitions * 10 - 2);
      await first.bus.close({ drain: 1_000 });
      const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      const committed = [...(offsets?.partitions ?? [])]
        .sort((one, other) => one.partition - other.partition)
        .map(({ offset }) => Number(offset));
      expect(committed).toEqual([10, 3, 10, 10, 3, 10]);

      handled.all.length = 0;
      const second = world();
      await second.link.subscribe(group, { onThing: onThing(false) }, { order: 'none' }).ready;
      await handled.until(() => [...failing].every((name) => handled.all.includes(name)));
      await handled.atLeast(14);
      expect(new Set(handled.all).size).toBe(14);
      await second.bus.close({ drain: 1_000 });
      await admin.deleteTopics({ topics: [topic, `${topic}.${group}.dlq`] });
      await admin.disconnect();
    },
  );
});
