// RabbitMQ: confirmed publishes and consumed messages a second, against plain amqplib on the same
// quorum queue in the same run. 1 KiB of JSON, a key, headers; ours with validation on. Both publish
// with confirms on one channel, and both acknowledge each message at the same prefetch.
//   export $(test/brokers/rabbitmq start); npm run bench -- bench/amqp.ts [rounds] [messages] [row]
import { randomUUID } from 'node:crypto';
import amqp from 'amqplib';
import { amqpBus } from '../templates/runtime/amqp.js';
import { attach } from '../templates/runtime/client.js';
import { adoption, adoptions, isAdoption } from './lib/adoption.js';
import { compare, comparisonHead, countdown, timed, type Work } from './lib/compare.js';
import { table } from './lib/table.js';

const url = process.env['AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5682';
const rounds = Number(process.argv[2] ?? 11);
const messages = Number(process.argv[3] ?? 5_000);
const only = process.argv[4] ?? '';
const prefetch = 100;

const title = `petevents-bench-${randomUUID().slice(0, 8)}`;
const exchange = `${title}.events`;
const queue = `${title}.pet.adopted`;
const { contract, publishPetAdopted } = adoptions(title, { address: 'pet.adopted' });

const bus = amqpBus({ connect: () => amqp.connect(url), unconfirmed: 10_000 });
const link = attach(bus, contract, { source: 'bench' });
const connection = await amqp.connect(url);
const plain = await connection.createConfirmChannel();

const publishOurs = async (): Promise<void> => {
  const payload = adoption();
  await link.send(publishPetAdopted, 'PetAdopted', payload, { key: payload.petId });
};

/** The same properties and headers, made by hand. */
const publishPlain = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const payload = adoption();
    const id = randomUUID();
    const now = new Date();
    const options = {
      persistent: true,
      messageId: id,
      type: 'PetAdopted',
      appId: 'bench',
      correlationId: id,
      contentType: 'application/json',
      timestamp: Math.floor(now.getTime() / 1000),
      headers: {
        'message-key': payload.petId,
        timestamp: now.toISOString(),
        'schema-version': 1,
      },
    };
    const body = Buffer.from(JSON.stringify(payload));
    plain.publish(exchange, 'pet.adopted', body, options, (error: unknown) => {
      if (error === null || error === undefined) resolve();
      else reject(new Error('not confirmed', { cause: error }));
    });
  });

const inBatches =
  (publish: () => Promise<void>, size: number, count = messages) =>
  async (): Promise<void> => {
    for (let sent = 0; sent < count; sent += size) {
      await Promise.all(Array.from({ length: size }, publish));
    }
  };

/** From the first message to the last: what comes before is not what is measured. */
const consumeOurs: Work = async () => {
  const { finished, one } = countdown(messages);
  const handlers = { subscribePetAdopted: async (): Promise<void> => one() };
  const subscription = link.subscribe(title, handlers, { concurrency: prefetch });
  const time = await finished;
  await subscription.close();
  return time;
};

const consumePlain: Work = async () => {
  const own = await connection.createChannel();
  await own.prefetch(prefetch);
  const { finished, one } = countdown(messages);
  const onMessage = (got: amqp.ConsumeMessage | null): void => {
    if (got === null) return;
    if (!isAdoption(JSON.parse(got.content.toString()))) throw new Error('invalid');
    one();
    own.ack(got);
  };
  await own.consume(queue, onMessage);
  const time = await finished;
  await own.close();
  return time;
};

const publishing = (size: number, count = messages) => {
  const run =
    (publish: () => Promise<void>): Work =>
    async () => {
      const time = await timed(inBatches(publish, size, count));
      await plain.purgeQueue(queue);
      return time;
    };
  const name = size === 1 ? 'publish one by one' : `publish, batches of ${size}`;
  return { name, plain: run(publishPlain), ours: run(publishOurs), messages: count, rounds };
};

const consuming = () => {
  const filled =
    (consume: Work): Work =>
    async () => {
      await inBatches(publishPlain, 1_000)();
      return consume();
    };
  const name = `consume, prefetch ${prefetch}`;
  return { name, plain: filled(consumePlain), ours: filled(consumeOurs), messages, rounds };
};

// The subscription makes the queue; closed, it leaves it to both.
const first = link.subscribe(title, { subscribePetAdopted: async () => undefined });
await first.ready;
await first.close();
try {
  const comparisons = [
    publishing(1, Math.min(messages, 500)),
    publishing(100),
    publishing(1_000),
    consuming(),
  ];
  const rows: string[][] = [];
  for (const one of comparisons) if (one.name.includes(only)) rows.push(await compare(one));
  console.log(table(['1 KiB, quorum queue', ...comparisonHead], rows));
} finally {
  await plain.deleteQueue(queue);
  await plain.deleteQueue(`${queue}.dlq`);
  await plain.deleteExchange(exchange);
  await connection.close();
  await bus.close();
}
