import amqp from 'amqplib';
import { randomUUID } from 'node:crypto';
import { readConfig } from '../../templates/samples/petstore/src/config.js';
import { memoryBus } from '../../templates/samples/petstore/src/generated/runtime/memory.js';
import { openDatabase } from '../../templates/samples/petstore/src/kernel/db.js';
import type { Database, Sql } from '../../templates/samples/petstore/src/kernel/db.js';
import { openOutbox, sendIn } from '../../templates/samples/petstore/src/kernel/outbox.js';
import type { PrivateKafka } from '../faults/harness/private-broker.js';
import { kafka } from '../runtime/kafka/harness.js';
import { ownVhost } from './brokers.js';
import type { OwnBroker } from './brokers.js';
import { emptyDatabase } from './database.js';

export const shelterId = '5e4d3c2b-1a0f-4e9d-8c7b-6a5f4e3d2c1b';

/** What a consumer of our own hears of a bus, as it came. */
export interface Ear {
  readonly heard: readonly { readonly id: string; readonly petId: string }[];
  readonly close: () => Promise<void>;
}

/** A broker to which a test can listen. */
export interface Wire extends OwnBroker {
  readonly listen: () => Promise<Ear>;
}

/** A virtual host. */
export const rabbitWire = async (url: string): Promise<Wire> => {
  const broker = await ownVhost(url);
  return { ...broker, listen: () => listenToRabbit(broker.url) };
};

const listenToRabbit = async (url: string): Promise<Ear> => {
  const heard: { id: string; petId: string }[] = [];
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  await channel.assertExchange('petstore.events', 'topic', { durable: true });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'petstore.events', 'shelter.#');
  await channel.consume(
    queue,
    (message) => {
      if (message === null) return;
      const { petId } = JSON.parse(message.content.toString()) as { petId: string };
      heard.push({ id: String(message.properties.headers?.['event-id']), petId });
    },
    { noAck: true },
  );
  return { heard, close: () => connection.close() };
};

/** A Kafka that lives longer than one test: what was said before is not heard. */
export const kafkaWire = ({ brokers }: PrivateKafka): Wire => ({
  transport: 'kafka',
  env: { KAFKA_BROKERS: brokers.join(',') },
  listen: () => listenToKafka(brokers),
  remove: () => Promise.resolve(),
});

const topic = 'shelter.north.notified';

const listenToKafka = async (brokers: readonly string[]): Promise<Ear> => {
  const heard: { id: string; petId: string }[] = [];
  const client = kafka(brokers);
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 6 }] });
  const groupId = `ear-${randomUUID()}`;
  // Where it begins is settled before anybody speaks.
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.setOffsets({ groupId, topic, partitions: ends });
  await admin.disconnect();
  const consumer = client.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({
    eachMessage: async ({ message: { headers, value } }) => {
      const { petId } = JSON.parse(String(value)) as { petId: string };
      heard.push({ id: String(headers?.['event-id']), petId });
    },
  });
  return { heard, close: () => consumer.disconnect() };
};

/** The services' way to write rows, without a relay that sends them. */
export const writer = (db: Database) => {
  const outbox = openOutbox(db, memoryBus());
  const client = (tx: Sql) => sendIn(outbox, tx, 'test-service');
  /** Rows of one key. @returns their ids, in order */
  const note = async (tx: Sql, petId: string, count: number): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const told = { petId, shelterId, region: 'north', news: 'available' } as const;
      ids.push((await client(tx).publishShelterNotified(told)).id);
    }
    return ids;
  };
  return { client, note };
};

/** The ids that were heard of a key, each where it came first. */
export const heardOf = ({ heard }: Ear, key: string): readonly string[] => [
  ...new Set(heard.filter(({ petId }) => petId === key).map(({ id }) => id)),
];

export interface Stand {
  readonly broker: Wire;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly close: () => Promise<void>;
}

/** A broker and an empty database. */
export const openStand = async (server: string, open: () => Promise<Wire>): Promise<Stand> => {
  const [broker, database] = await Promise.all([open(), emptyDatabase(server)]);
  const settings = { DATABASE_URL: database.url, LOG_LEVEL: 'silent' };
  const db = await openDatabase(readConfig([], settings));
  const close = async (): Promise<void> => {
    await db.close();
    await database.drop();
    await broker.remove();
  };
  return { broker, db, databaseUrl: database.url, close };
};

/** Rows that wait in the outbox. */
export const unsent = 'select count(*)::integer as n from event_outbox where published_at is null';
