import type { AdminClient } from './client.js';
import { nameOf } from './driver.js';

/** Committed offsets of a group, by partition; those that have one. */
export const committedOffsets = async (
  admin: AdminClient,
  groupId: string,
  topics: readonly string[],
): Promise<ReadonlyMap<string, bigint>> => {
  const [first] = topics;
  if (first === undefined) return new Map();
  // So that the admin has a topic: kafkajs looks for a coordinator among the brokers of its topics,
  // without any among those of all, and fails while one topic of the whole cluster has no leader.
  await admin.fetchTopicOffsets(first);
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

/** The texts that were committed with a group's offsets, by partition; those that are not empty. */
export const committedNotes = async (
  admin: AdminClient,
  groupId: string,
  topics: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const notes = new Map<string, string>();
  if (topics.length === 0) return notes;
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics: [...topics] })) {
    for (const { partition, metadata } of partitions) {
      if (metadata !== null && metadata !== '') notes.set(nameOf({ topic, partition }), metadata);
    }
  }
  return notes;
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
