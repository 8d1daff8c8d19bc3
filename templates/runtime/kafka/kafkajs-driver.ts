import { Buffer } from 'node:buffer';
import { UnroutableError } from '../errors.js';
import type {
  AdminClient,
  ConsumerConfig,
  ConsumerTuning,
  KafkaClient,
  ProducerConfig,
} from './client.js';
import type { Driver, DriverAdmin, DriverProducer, DriverRecord, TopicSpec } from './driver.js';
import { SendFailure } from './driver.js';
import { HealingConsumer } from './healing-consumer.js';
import { isForbidden, isUnknownTopic, refusedTopic, toSendFailure } from './protocol-errors.js';
import { openAdmin } from './kafkajs-admin.js';
import { committedOffsets, endsOf } from './kafkajs-offsets.js';
import { KafkaJsSession } from './kafkajs-session.js';

/** Drives kafkajs 2.2.4 through the caller's client. */
export const kafkaJsDriver = (client: KafkaClient, tuning: ConsumerTuning): Driver => ({
  keepsNotes: true,
  admin: createAdmin(client),
  createProducer: ({ patient }) => createProducer(client, patient),
  createConsumer: (options) => {
    const config = consumerConfig(options.group, tuning);
    return new HealingConsumer(
      options,
      (crashed) => new KafkaJsSession(client, config, { ...options, crashed }),
    );
  },
});

/**
 * A patient producer is idempotent and lets kafkajs retry for ever, since a batch that it gave up
 * may still be stored and its sequence numbers would be used again; the time limit of the publish
 * decides for the caller. The other one is for topics that come and go: a topic that is gone makes
 * kafkajs refuse all others, so it has to end.
 */
const settings = (patient: boolean): ProducerConfig => ({
  idempotent: patient,
  allowAutoTopicCreation: false,
  createPartitioner:
    () =>
    ({ message }) =>
      message.partition ?? 0,
  retry: patient
    ? { retries: Number.MAX_SAFE_INTEGER, initialRetryTime: 50, maxRetryTime: 1_000 }
    : { retries: 4, initialRetryTime: 50, maxRetryTime: 1_000 },
});

const consumerConfig = (groupId: string, tuning: ConsumerTuning): ConsumerConfig => ({
  // kafkajs's default wait of 5 s makes each rebalance, resume and disconnect take as long.
  maxWaitTimeInMs: 100,
  heartbeatInterval: 300,
  ...tuning,
  groupId,
  allowAutoTopicCreation: false,
  retry: { retries: 5, restartOnFailure: async () => false },
});

function createProducer(client: KafkaClient, patient: boolean): DriverProducer {
  const producer = client.producer(settings(patient));
  return {
    connect: () => producer.connect(),
    disconnect: () => producer.disconnect(),
    send: async (topic, partition, records) => {
      const messages = records.map((record) => toMessage(record, partition));
      const result = await producer
        .send({ topic, acks: -1, messages })
        .catch((error: unknown) => Promise.reject(toSendFailure(error)));
      // kafkajs may resolve without an answer for the partition; then nothing is known.
      const [answer] = result;
      if (result.length !== 1 || answer?.partition !== partition || answer.errorCode !== 0) {
        throw new SendFailure('unknown', `no confirm for ${topic}/${partition}`);
      }
      return BigInt(answer.baseOffset ?? '-1');
    },
  };
}

const toBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const toMessage = ({ key, value, headers }: DriverRecord, partition: number) => ({
  key: key === undefined || typeof key === 'string' ? (key ?? null) : toBuffer(key),
  value: toBuffer(value),
  headers,
  partition,
});

function createAdmin(client: KafkaClient): DriverAdmin {
  const admin = openAdmin(client);
  return {
    connect: () => admin.connect(),
    disconnect: () => admin.disconnect(),
    list: () => admin.listTopics(),
    describe: (topic) => describe(admin, topic),
    create: (topic, spec) => create(admin, topic, spec),
    config: (topic, names) => config(admin, topic, names),
    deleteTopic: (topic) => admin.deleteTopics({ topics: [topic] }),
    deleteGroup: async (group) => {
      await admin.deleteGroups([group]);
    },
    offsetsAt: async (topic, time) => {
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, time);
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    },
    ends: (topic) => endsOf(admin, topic),
    offsets: (group, topics) => committedOffsets(admin, group, topics),
  };
}

async function describe(admin: AdminClient, topic: string) {
  const metadata = await admin
    .fetchTopicMetadata({ topics: [topic] })
    .catch((error: unknown) =>
      isUnknownTopic(error) ? undefined : Promise.reject(asError(error)),
    );
  const found = metadata?.topics.find(({ name }) => name === topic);
  if (found === undefined) return undefined;
  return {
    partitions: found.partitions.length,
    replicas: found.partitions[0]?.replicas.length ?? 0,
    ready: found.partitions.length > 0 && found.partitions.every(({ leader }) => leader >= 0),
  };
}

async function config(admin: AdminClient, topic: string, names: readonly string[]) {
  const resource = { type: 2 as const, name: topic, configNames: [...names] };
  try {
    const answer = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
    const entries = answer.resources.flatMap(({ configEntries }) => configEntries);
    return Object.fromEntries(
      entries.map(({ configName, configValue }) => [configName, configValue]),
    );
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** `createTopics` may fail although the topic is made: only what the broker refuses is an error. */
async function create(admin: AdminClient, topic: string, spec: TopicSpec): Promise<void> {
  const request = {
    topic,
    numPartitions: spec.partitions ?? -1,
    replicationFactor: spec.replicas ?? -1,
    configEntries: Object.entries(spec.config ?? {}).map(([name, value]) => ({ name, value })),
  };
  try {
    await admin.createTopics({ waitForLeaders: false, topics: [request] });
  } catch (error) {
    const refusal = refusedTopic(error);
    if (refusal === undefined) return;
    throw new UnroutableError(`topic ${topic} cannot be made: ${refusal}`, { cause: error });
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
