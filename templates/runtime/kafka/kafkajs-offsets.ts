import type { AdminClient } from './client.js';
import { nameOf } from './driver.js';

/** Committed offsets of a group, by partition; those that have one. */
export const committedOffsets = async (
  admin: AdminClient,
  groupId: string,
  topics: readonly string[],
): Promise<ReadonlyMap<string, bigint>> => {
  if (topics.length === 0) return new Map();
  const found = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const committed = new Map<string, bigint>();
  for (const { topic, partitions } of found) {
    for (const { partition, offset } of partitions) {
      const value = BigInt(offset);
      // -1 and -2 stand for "none": kafkajs commits them when it resets a group.
      if (value >= 0n) committed.set(nameOf({ topic, partition }), value);
    }
  }
  return committed;
};

/** First and next offset of each partition of a topic. */
export const endsOf = async (
  admin: AdminClient,
  topic: string,
): Promise<ReadonlyMap<number, { first: bigint; next: bigint }>> => {
  const ends = await admin.fetchTopicOffsets(topic);
  return new Map(
    ends.map((end) => [end.partition, { first: BigInt(end.low), next: BigInt(end.high) }]),
  );
};
