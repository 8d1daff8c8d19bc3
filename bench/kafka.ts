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
//   export $(test/brokers/kafka start); npm run bench -- bench/kafka.ts [rounds] [messages]
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners, type Message } from 'kafkajs';
import { attach } from '../templates/runtime/client.js';
import type { Contract, OperationContract } from '../templates/runtime/contract.js';
import { kafkaBus } from '../templates/runtime/kafka.js';
import type { Validator } from '../templates/runtime/validator.js';
import { median } from './lib/median.js';
import { table } from './lib/table.js';

const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
const rounds = Number(process.argv[2] ?? 5);
const messages = Number(process.argv[3] ?? 20_000);

interface Adoption {
  readonly adoptionId: string;
  readonly petId: string;
  readonly timestamp: string;
  readonly note: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** As the generator prints it: every property checked. */
const isAdoption = (value: unknown): value is Adoption => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { adoptionId, petId, timestamp, note } = value as Partial<Adoption>;
  return (
    typeof adoptionId === 'string' &&
    UUID.test(adoptionId) &&
    typeof petId === 'string' &&
    UUID.test(petId) &&
    typeof timestamp === 'string' &&
    TIME.test(timestamp) &&
    typeof note === 'string' &&
    note.length <= 2_000
  );
};

const validator: Validator<unknown> = {
  is: isAdoption,
  parse: (value) => value,
  issues: () => [{ path: '', keyword: 'type', message: 'is no adoption' }],
  '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
};

const topic = `petevents-bench.${randomUUID().slice(0, 8)}`;
const message = {
  type: 'PetAdopted',
  wireType: 'PetAdopted',
  contentType: 'application/json',
  payload: validator,
};
const channel = {
  id: 'petAdopted',
  address: topic,
  messages: [message],
  bindings: { kafka: { partitions: 4, replicas: 1 } },
};
const publishPetAdopted: OperationContract = {
  name: 'publishPetAdopted',
  action: 'send',
  channel,
  messages: [message],
};
const contract: Contract = {
  title: 'Bench',
  version: '1.0.0',
  operations: {
    publishPetAdopted,
    subscribePetAdopted: { ...publishPetAdopted, name: 'subscribePetAdopted', action: 'receive' },
  },
};

const adoption = (): Adoption => ({
  adoptionId: randomUUID(),
  petId: randomUUID(),
  timestamp: new Date().toISOString(),
  note: 'x'.repeat(860),
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

const seconds = async (work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

const fill = async (publish: Publish, size: number, count: number): Promise<void> => {
  for (let sent = 0; sent < count; sent += size) await publish(size);
};

/** Rates of both, alternating which goes first so that a busy moment hits both. */
const compare = async (
  name: string,
  plainly: () => Promise<number>,
  ourly: () => Promise<number>,
  count: number,
): Promise<string[]> => {
  const rates = { plain: [] as number[], ours: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? (['plain', 'ours'] as const) : (['ours', 'plain'] as const);
    for (const which of order) {
      const rate = count / (await (which === 'plain' ? plainly() : ourly()));
      if (round > 0) rates[which].push(rate);
    }
  }
  const [base, own] = [median(rates.plain), median(rates.ours)];
  return [name, base.toFixed(0), own.toFixed(0), (own / base).toFixed(2)];
};

const publishing = (name: string, size: number, plainly: Publish, count: number) =>
  compare(
    name,
    () => seconds(() => fill(plainly, size, count)),
    () => seconds(() => fill(each(publishOurs), size, count)),
    count,
  );

/** Counts down to the end of a run. */
const countdown = (from: number) => {
  let left = from;
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));
  const one = (): void => {
    left -= 1;
    if (left === 0) done();
  };
  return { finished, one };
};

/** A new group reads what there is from the beginning; the clock starts with its first message. */
const consumeOurs = async (count: number): Promise<number> => {
  const { finished, one } = countdown(count);
  let start = 0;
  const handlers = {
    subscribePetAdopted: async (): Promise<void> => {
      start ||= performance.now();
      one();
    },
  };
  const options = { from: 'earliest', concurrency: 100 } as const;
  const subscription = link.subscribe(randomUUID(), handlers, options);
  await finished;
  const time = (performance.now() - start) / 1000;
  await subscription.close();
  return time;
};

const consumePlain = async (count: number): Promise<number> => {
  const { finished, one } = countdown(count);
  let start = 0;
  const consumer = client.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { value } }) => {
      start ||= performance.now();
      if (isAdoption(JSON.parse(String(value)))) one();
    },
  });
  await finished;
  const time = (performance.now() - start) / 1000;
  await consumer.disconnect();
  return time;
};

await Promise.all([plain.connect(), admin.connect()]);
await publishOurs();
try {
  const few = Math.min(messages, 2_000);
  const rows = [
    await publishing('publish one by one', 1, each(publishPlain), few),
    await publishing('publish, 16 at once', 16, each(publishPlain), few),
    await publishing('publish, 100 at once', 100, each(publishPlain), few),
    await publishing('batches of 100, one partition a send', 100, plainLanes, messages),
    await publishing('batches of 100, 4 partitions a send', 100, plainBatch, messages),
    await publishing('batches of 1,000, one partition a send', 1_000, plainLanes, messages),
    await publishing('batches of 1,000, 4 partitions a send', 1_000, plainBatch, messages),
    await compare(
      'consume from the beginning',
      () => consumePlain(messages),
      () => consumeOurs(messages),
      messages,
    ),
  ];
  console.log(table(['1 KiB, messages/s', 'kafkajs', 'petevents', 'ratio'], rows));
} finally {
  await bus.close();
  await admin.deleteTopics({ topics: [topic] });
  await Promise.all([plain.disconnect(), admin.disconnect()]);
}
