// Kafka: confirmed publishes and consumed messages a second, against plain kafkajs on the same
// topic in the same run. Both sides send the same: 1 KiB of JSON, a key, seven headers, 4 partitions,
// idempotent, acks=all. Ours validates each message when it is sent and when it is received. Rounds
// alternate, figures are medians.
//
// What is compared, in "at once": each message is its own awaited publish, on both sides. "Batches":
// ours still publishes one by one and awaits all; plain kafkajs gets batches built by hand,
//   - "one partition a send": sorted by partition, a send for each, one under way a partition. That
//     is what our run time does, since kafkajs loses confirmed records otherwise when a leader dies
//     (several partitions in one send, or several sends under way to one partition);
//   - "4 partitions a send": in one send, without that guarantee.
//   export $(test/brokers/kafka start); npm run bench -- bench/kafka.ts [rounds] [messages] [row]
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners, type Message } from 'kafkajs';
import { attach } from '../templates/runtime/client.js';
import { kafkaBus } from '../templates/runtime/kafka.js';
import { adoption, adoptions, isAdoption } from './lib/adoption.js';
import { compare, comparisonHead, countdown, timed, type Work } from './lib/compare.js';
import { table } from './lib/table.js';

const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
const rounds = Number(process.argv[2] ?? 11);
const messages = Number(process.argv[3] ?? 5_000);
const only = process.argv[4] ?? '';

const topic = `petevents-bench.${randomUUID().slice(0, 8)}`;
const { contract, publishPetAdopted } = adoptions('Bench', {
  address: topic,
  bindings: { kafka: { partitions: 4, replicas: 1 } },
});

const client = new Kafka({ clientId: 'petevents-bench', brokers, logLevel: logLevel.NOTHING });
const bus = kafkaBus({ client, unconfirmed: 10_000 });
const link = attach(bus, contract, { source: 'bench' });
const plain = client.producer({
  idempotent: true,
  allowAutoTopicCreation: false,
  createPartitioner: Partitioners.DefaultPartitioner,
});
const admin = client.admin();

/** The same key and headers, made by hand. */
const plainMessage = () => {
  const payload = adoption();
  const id = randomUUID();
  return {
    key: payload.petId,
    value: JSON.stringify(payload),
    headers: {
      'event-id': id,
      'event-type': 'PetAdopted',
      timestamp: new Date().toISOString(),
      source: 'bench',
      'schema-version': '1',
      'correlation-id': id,
      'content-type': 'application/json',
    },
  };
};

const publishOurs = async (): Promise<void> => {
  const payload = adoption();
  await link.send(publishPetAdopted, 'PetAdopted', payload, { key: payload.petId });
};

const publishPlain = async (): Promise<void> => {
  await plain.send({ topic, acks: -1, messages: [plainMessage()] });
};

type Publish = (count: number) => Promise<void>;

const each =
  (publish: () => Promise<void>): Publish =>
  async (count) => {
    await Promise.all(Array.from({ length: count }, publish));
  };

const choosePartition = Partitioners.DefaultPartitioner();
const partitionMetadata = Array.from({ length: 4 }, (_, partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: 1,
  replicas: [1],
  isr: [1],
}));

/** As safe as ours: a send carries one partition, and a partition has one send under way. */
const plainLanes: Publish = async (count) => {
  const lanes: Message[][] = [[], [], [], []];
  for (let made = 0; made < count; made += 1) {
    const message = plainMessage();
    const partition = choosePartition({ topic, partitionMetadata, message });
    lanes[partition]?.push({ ...message, partition });
  }
  const full = lanes.filter((lane) => lane.length > 0);
  await Promise.all(full.map((lane) => plain.send({ topic, acks: -1, messages: lane })));
};

/** The caller builds the batches, and several partitions share a send. */
const plainBatch: Publish = async (count) => {
  await plain.send({ topic, acks: -1, messages: Array.from({ length: count }, plainMessage) });
};

const fill = async (publish: Publish, size: number, count: number): Promise<void> => {
  for (let sent = 0; sent < count; sent += size) await publish(size);
};

const publishing = (name: string, size: number, plainly: Publish, count = messages) => {
  const run =
    (publish: Publish): Work =>
    () =>
      timed(() => fill(publish, size, count));
  return { name, plain: run(plainly), ours: run(each(publishOurs)), messages: count, rounds };
};

/** A new group reads what there is from the beginning; the clock starts with its first message. */
const consumeOurs: Work = async () => {
  const { finished, one } = countdown(messages);
  const handlers = { subscribePetAdopted: async (): Promise<void> => one() };
  const options = { from: 'earliest', concurrency: 100 } as const;
  const subscription = link.subscribe(randomUUID(), handlers, options);
  const time = await finished;
  await subscription.close();
  return time;
};

/** Commits as often as ours. */
const consumePlain: Work = async () => {
  const { finished, one } = countdown(messages);
  const consumer = client.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommitInterval: 1_000,
    autoCommitThreshold: 200,
    eachMessage: async ({ message: { value } }) => {
      if (!isAdoption(JSON.parse(String(value)))) throw new Error('invalid');
      one();
    },
  });
  const time = await finished;
  await consumer.disconnect();
  return time;
};

await Promise.all([plain.connect(), admin.connect()]);
await publishOurs();
try {
  const few = Math.min(messages, 500);
  const many = Math.min(messages, 2_000);
  const comparisons = [
    publishing('publish one by one', 1, each(publishPlain), few),
    publishing('publish, 16 at once', 16, each(publishPlain), many),
    publishing('publish, 100 at once', 100, each(publishPlain), many),
    publishing('batches of 100, one partition a send', 100, plainLanes),
    publishing('batches of 100, 4 partitions a send', 100, plainBatch),
    publishing('batches of 1,000, one partition a send', 1_000, plainLanes),
    publishing('batches of 1,000, 4 partitions a send', 1_000, plainBatch),
    {
      name: 'consume from the beginning',
      plain: consumePlain,
      ours: consumeOurs,
      messages,
      rounds,
    },
  ];
  const rows: string[][] = [];
  await fill(plainBatch, 1_000, messages);
  for (const one of comparisons) if (one.name.includes(only)) rows.push(await compare(one));
  console.log(table(['1 KiB', ...comparisonHead], rows));
} finally {
  await bus.close();
  await admin.deleteTopics({ topics: [topic] });
  await Promise.all([plain.disconnect(), admin.disconnect()]);
}
