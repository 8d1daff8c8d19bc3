import { Buffer } from 'node:buffer';
import type { AssignerFactory, Cluster } from './client.js';
import { spread } from './spread.js';

/**
 * kafkajs's round robin, under its name so that its own consumers can share a group with ours, but
 * a partition only goes to members that read its topic: kafkajs leaves a topic unread that its
 * leader does not read, as it happens in a rolling deployment.
 */
export const fairAssigner: AssignerFactory = ({ cluster }) => {
  keepOffsetsApart(cluster);
  return {
    name: 'RoundRobinAssigner',
    version: 0,
    protocol: ({ topics }) => ({ name: 'RoundRobinAssigner', metadata: encodeTopics(topics) }),
    assign: async ({ members, topics }) => {
      const readers = members.map(({ memberId, memberMetadata }) => ({
        memberId,
        topics: new Set(decodeTopics(memberMetadata)),
      }));
      const all = new Set([...topics, ...readers.flatMap((reader) => [...reader.topics])]);
      await cluster.addMultipleTargetTopics([...all]);
      const partitions = [...all].sort().map((topic) => ({
        topic,
        partitions: cluster.findTopicPartitionMetadata(topic).map((one) => one.partitionId),
      }));
      return spread(readers, partitions).map(({ memberId, assigned }) => ({
        memberId,
        memberAssignment: encodeAssignment(assigned),
      }));
    },
  };
};

/**
 * All consumers of one kafkajs client share a table of committed offsets by group, and each wipes
 * it when it joins: a second member of the group in this process makes the first one crash with a
 * TypeError. The table is found nowhere else than on the cluster that assigners are given.
 */
const keepOffsetsApart = (cluster: Cluster): void => {
  Reflect.set(cluster, 'committedOffsetsByGroup', new Map());
};

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const text = (value: string): Buffer =>
  Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);

/** Version and no user data, around what kafka.apache.org/protocol calls the consumer protocol. */
const envelope = (content: readonly Buffer[]): Buffer =>
  Buffer.concat([int16(0), int32(content.length), ...content, int32(0)]);

const encodeTopics = (topics: readonly string[]): Buffer => envelope(topics.map(text));

const encodeAssignment = (assigned: ReadonlyMap<string, readonly number[]>): Buffer =>
  envelope(
    Array.from(assigned, ([topic, partitions]) =>
      Buffer.concat([text(topic), int32(partitions.length), ...partitions.map(int32)]),
    ),
  );

function decodeTopics(bytes: Buffer): string[] {
  const topics: string[] = [];
  let at = 6;
  for (let left = bytes.readInt32BE(2); left > 0; left -= 1) {
    const end = at + 2 + bytes.readInt16BE(at);
    topics.push(bytes.toString('utf8', at + 2, end));
    at = end;
  }
  return topics;
}
