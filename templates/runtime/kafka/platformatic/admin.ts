import { UnroutableError } from '../../errors.js';
import type { DriverAdmin, TopicInfo, TopicSpec } from '../driver.js';
import { nameOf } from '../driver.js';
import { isForbidden, isUnknownTopic, refusedTopic } from '../protocol-errors.js';
import type { AdminClient, Connection, PlatformaticLibrary } from './client.js';

/** Timestamps that Kafka's ListOffsets takes for the first and the next offset. */
const first = -2n;
const next = -1n;

export function createAdmin(library: PlatformaticLibrary, connection: Connection): DriverAdmin {
  let client: AdminClient | undefined;
  // A client that was closed cannot be used again, and it may be needed again.
  const admin = (): AdminClient => {
    client ??= new library.Admin({ ...connection, retries: 5, retryDelay: 200 });
    return client;
  };
  return {
    connect: async () => {
      await admin().metadata({ topics: [] });
    },
    disconnect: async () => {
      const open = client;
      client = undefined;
      await open?.close();
    },
    list: () => admin().listTopics(),
    describe: (topic) => describe(admin(), topic),
    create: (topic, spec) => create(admin(), topic, spec),
    config: (topic, names) => config(admin(), topic, names),
    deleteTopic: (topic) => admin().deleteTopics({ topics: [topic] }),
    deleteGroup: (group) => admin().deleteGroups({ groups: [group] }),
    offsetsAt: (topic, time) => offsetsAt(admin(), topic, time),
    ends: (topic) => ends(admin(), topic),
    offsets: (group, topics) => committed(admin(), group, topics),
  };
}

async function describe(admin: AdminClient, topic: string): Promise<TopicInfo | undefined> {
  const metadata = await admin
    .metadata({ topics: [topic], forceUpdate: true, retries: 0 })
    .catch((error: unknown) => {
      if (isUnknownTopic(error)) return undefined;
      throw error;
    });
  const found = metadata?.topics.get(topic);
  if (found === undefined) return undefined;
  return {
    partitions: found.partitionsCount,
    replicas: found.partitions[0]?.replicas.length ?? 0,
    ready: found.partitionsCount > 0 && found.partitions.every(({ leader }) => leader >= 0),
  };
}

async function create(admin: AdminClient, topic: string, spec: TopicSpec): Promise<void> {
  const { partitions = -1, replicas = -1, config = {} } = spec;
  const configs = Object.entries(config).map(([name, value]) => ({ name, value }));
  try {
    await admin.createTopics({ topics: [{ topic, partitions, replicas }], configs });
  } catch (error) {
    const refusal = refusedTopic(error);
    if (refusal === undefined) return;
    throw new UnroutableError(`topic ${topic} cannot be made: ${refusal}`, { cause: error });
  }
}

async function config(admin: AdminClient, topic: string, names: readonly string[]) {
  const configurationKeys = [...names];
  const resource = { resourceType: 2 as const, resourceName: topic, configurationKeys };
  try {
    const [found] = await admin.describeConfigs({ resources: [resource] });
    const set = (found?.configs ?? []).flatMap(({ name, value }) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    );
    return Object.fromEntries(set);
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** Offsets by partition for a moment, or for one of the ends. */
async function offsetsOf(
  admin: AdminClient,
  topic: string,
  timestamp: bigint,
): Promise<Map<number, bigint>> {
  const metadata = await admin.metadata({ topics: [topic] });
  const count = metadata.topics.get(topic)?.partitionsCount ?? 0;
  const partitions = Array.from({ length: count }, (_, i) => ({ partitionIndex: i, timestamp }));
  const [found] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
  return new Map(found?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
}

async function ends(
  admin: AdminClient,
  topic: string,
): Promise<Map<number, { first: bigint; next: bigint }>> {
  const [low, high] = await Promise.all([
    offsetsOf(admin, topic, first),
    offsetsOf(admin, topic, next),
  ]);
  return new Map(
    Array.from(high, ([partition, end]) => [
      partition,
      { first: low.get(partition) ?? 0n, next: end },
    ]),
  );
}

/** A partition without such a record answers -1: its end is meant. */
async function offsetsAt(
  admin: AdminClient,
  topic: string,
  time: number,
): Promise<Map<number, bigint>> {
  const [at, end] = await Promise.all([
    offsetsOf(admin, topic, BigInt(time)),
    offsetsOf(admin, topic, next),
  ]);
  return new Map(
    Array.from(at, ([partition, offset]) => [
      partition,
      offset < 0n ? (end.get(partition) ?? 0n) : offset,
    ]),
  );
}

async function committed(
  admin: AdminClient,
  group: string,
  topics: readonly string[],
): Promise<Map<string, bigint>> {
  if (topics.length === 0) return new Map();
  const [found] = await admin.listConsumerGroupOffsets({ groups: [group] });
  return new Map(
    (found?.topics ?? [])
      .filter(({ name }) => topics.includes(name))
      .flatMap(({ name, partitions }) =>
        partitions
          .filter(({ committedOffset }) => committedOffset >= 0n)
          .map(({ partitionIndex, committedOffset }): [string, bigint] => [
            nameOf({ topic: name, partition: partitionIndex }),
            committedOffset,
          ]),
      ),
  );
}
