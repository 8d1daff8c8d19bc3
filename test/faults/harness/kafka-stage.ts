import { randomUUID } from 'node:crypto';
import type { Admin } from 'kafkajs';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import type { BusOptions } from '../../../templates/runtime/types.js';
import { kafka } from '../../runtime/kafka/harness.js';
import type { GroupTuning, KafkaDriver } from './kafka-drivers.js';
import { stageOn } from './stage.js';
import type { Stage } from './stage.js';

export type KafkaStage = Stage<'kafka'>;

export const kafkaStage = (
  driver: KafkaDriver,
  brokers: readonly string[],
  { group, ...options }: BusOptions & { readonly group?: GroupTuning } = {},
): KafkaStage => stageOn((log) => kafkaBus({ ...driver.options(brokers, group), log, ...options }));

/** Does something as an administrator. */
export const asAdmin = async <T>(
  brokers: readonly string[],
  act: (admin: Admin) => Promise<T>,
): Promise<T> => {
  const admin = kafka(brokers).admin();
  await admin.connect();
  try {
    return await act(admin);
  } finally {
    await admin.disconnect();
  }
};

/** The ids of all that a topic holds, oldest first in each partition. None when it does not exist. */
export const idsInTopic = async (
  brokers: readonly string[],
  topic: string,
): Promise<readonly string[]> => {
  const ends = await asAdmin(brokers, (admin) => admin.fetchTopicOffsets(topic)).catch(() => []);
  const open = new Map(
    ends.filter(({ high, low }) => high !== low).map((end) => [end.partition, BigInt(end.high)]),
  );
  const ids: string[] = [];
  if (open.size === 0) return ids;
  const groupId = `read-${randomUUID()}`;
  const consumer = kafka(brokers).consumer({ groupId, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ partition, message }) => {
          ids.push(String(message.headers?.['event-id'] ?? ''));
          if (BigInt(message.offset) + 1n >= (open.get(partition) ?? 0n)) open.delete(partition);
          if (open.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return ids;
};
