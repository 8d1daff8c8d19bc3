import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, EachBatchHandler, Kafka, KafkaMessage } from 'kafkajs';
import { fromRaw } from '../../../templates/runtime/kafka/headers.js';
import { PeteventsError } from '../../diagnostic.js';
import { nearest } from '../../nearest.js';
import { brokerError } from '../../brokers/client.js';
import { kafkaClient } from '../../brokers/kafka-client.js';
import type { KafkaBroker } from '../../brokers/kafka-client.js';
import type { OnMessage, SampleOptions } from './sample.js';
import { share } from './share.js';
import { Wait } from './wait.js';

/** The part of a partition that is read: from an offset, to the end that it had when we came. */
interface Span {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Reads the last messages of a topic, shared evenly by its partitions. It joins as a group of its own
 * that commits nothing and is deleted again: no consumer notices.
 *
 * @throws PeteventsError when the client is not installed, or the broker refuses
 */
export async function sampleKafka(
  broker: KafkaBroker,
  options: SampleOptions,
  onMessage: OnMessage,
): Promise<void> {
  const { topic } = options;
  if (topic === undefined) throw new PeteventsError('--from kafka:// needs --topic');
  const kafka = await kafkaClient(broker, { cwd: options.cwd, clientId: 'petevents-verify' });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const spans = await spansOf(admin, topic, options.last);
    if (spans.length > 0) await read(kafka, admin, { broker, topic, spans, options, onMessage });
  } catch (error) {
    throw brokerError(broker.shown, error);
  } finally {
    await admin.disconnect();
  }
}

async function spansOf(admin: Admin, topic: string, last: number): Promise<Span[]> {
  const topics = await admin.listTopics();
  if (!topics.includes(topic)) throw unknownTopic(topic, topics);
  const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high, low }) => ({
    partition,
    low: BigInt(low),
    high: BigInt(high),
  }));
  const shares = share(
    last,
    partitions.map(({ low, high }) => Number(high - low)),
  );
  return partitions
    .map(({ partition, high }, index) => ({
      partition,
      from: high - BigInt(shares[index] ?? 0),
      to: high,
    }))
    .filter(({ from, to }) => from < to);
}

const unknownTopic = (topic: string, topics: readonly string[]): PeteventsError => {
  const meant = nearest(topic, topics);
  return new PeteventsError(
    `there is no topic ${topic}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  );
};

interface Reading {
  readonly broker: KafkaBroker;
  readonly topic: string;
  readonly spans: readonly Span[];
  readonly options: SampleOptions;
  readonly onMessage: OnMessage;
}

async function read(kafka: Kafka, admin: Admin, reading: Reading): Promise<void> {
  const groupId = `petevents-verify-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
    heartbeatInterval: 300,
  });
  await consumer.connect();
  try {
    await readSpans(consumer, reading);
  } finally {
    await consumer.disconnect();
    // A group that never committed goes away by itself; a broker that refuses does no harm.
    await admin.deleteGroups([groupId]).catch(() => undefined);
  }
}

async function readSpans(consumer: Consumer, reading: Reading): Promise<void> {
  const { topic, spans, options } = reading;
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const wait = new Wait(options.waitMs);
  consumer.on(consumer.events.CRASH, ({ payload }) => wait.fail(payload.error));
  try {
    await consumer.run({ autoCommit: false, eachBatch: taker(reading, wait) });
    for (const { partition, from } of spans)
      consumer.seek({ topic, partition, offset: from.toString() });
    await wait.ended;
  } finally {
    wait.finish();
  }
}

/** Takes the records of the spans, and ends the wait after the last. */
function taker(reading: Reading, wait: Wait): EachBatchHandler {
  const open = new Map(reading.spans.map((span) => [span.partition, span]));
  return async ({ batch }) => {
    wait.touch();
    const span = open.get(batch.partition);
    if (span === undefined) return;
    for (const message of batch.messages) take(message, span, reading);
    if (BigInt(batch.lastOffset()) + 1n < span.to) return;
    open.delete(batch.partition);
    if (open.size === 0) wait.finish();
  };
}

function take(message: KafkaMessage, span: Span, { broker, topic, onMessage }: Reading): void {
  const offset = BigInt(message.offset);
  if (offset < span.from || offset >= span.to) return;
  onMessage({
    uri: `${broker.shown}/${topic}/${span.partition}/${message.offset}`,
    address: topic,
    body: message.value ?? new Uint8Array(),
    headers: fromRaw(message.headers ?? {}),
    key: message.key === null ? null : message.key.toString(),
  });
}
