// RabbitMQ: confirmed publishes and consumed messages a second, against plain amqplib on the same
// quorum queue in the same run. 1 KiB of JSON, a key, headers; ours with validation on.
//   export $(test/brokers/rabbitmq start); npm run bench -- bench/amqp.ts [rounds] [messages]
import { randomUUID } from 'node:crypto';
import amqp from 'amqplib';
import { amqpBus } from '../templates/runtime/amqp.js';
import { attach } from '../templates/runtime/client.js';
import type { Contract, OperationContract } from '../templates/runtime/contract.js';
import type { Validator } from '../templates/runtime/validator.js';
import { median } from './lib/median.js';
import { table } from './lib/table.js';

const url = process.env['AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5682';
const rounds = Number(process.argv[2] ?? 5);
const messages = Number(process.argv[3] ?? 20_000);
const prefetch = 100;

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

const title = `petevents-bench-${randomUUID().slice(0, 8)}`;
const exchange = `${title}.events`;
const queue = `${title}.pet.adopted`;
const message = {
  type: 'PetAdopted',
  wireType: 'PetAdopted',
  contentType: 'application/json',
  payload: validator,
};
const channel = { id: 'petAdopted', address: 'pet.adopted', messages: [message] };
const publishPetAdopted: OperationContract = {
  name: 'publishPetAdopted',
  action: 'send',
  channel,
  messages: [message],
};
const contract: Contract = {
  title,
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

const seconds = async (work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

const inBatches =
  (publish: () => Promise<void>, size: number, count = messages) =>
  async (): Promise<void> => {
    for (let sent = 0; sent < count; sent += size) {
      await Promise.all(Array.from({ length: size }, publish));
    }
  };

const consumeOurs = async (): Promise<number> => {
  let left = messages;
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));
  const handlers = {
    subscribePetAdopted: async (): Promise<void> => {
      left -= 1;
      if (left === 0) done();
    },
  };
  let close = async (): Promise<void> => undefined;
  const time = await seconds(async () => {
    const subscription = link.subscribe(title, handlers, { concurrency: prefetch });
    close = () => subscription.close();
    await finished;
  });
  await close();
  return time;
};

const consumePlain = async (): Promise<number> => {
  const own = await connection.createChannel();
  await own.prefetch(prefetch);
  let left = messages;
  const time = await seconds(
    () =>
      new Promise<void>((resolve, reject) => {
        const onMessage = (got: amqp.ConsumeMessage | null): void => {
          if (got === null) return;
          if (!isAdoption(JSON.parse(got.content.toString()))) reject(new Error('invalid'));
          own.ack(got);
          left -= 1;
          if (left === 0) resolve();
        };
        own.consume(queue, onMessage).catch(reject);
      }),
  );
  await own.close();
  return time;
};

/** Rates of both, alternating which goes first so that a busy moment hits both. */
const compare = async (
  name: string,
  plainly: () => Promise<number>,
  ourly: () => Promise<number>,
  count = messages,
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

const publishing = (size: number, count = messages): Promise<string[]> => {
  const run = (publish: () => Promise<void>) => async (): Promise<number> => {
    const time = await seconds(inBatches(publish, size, count));
    await plain.purgeQueue(queue);
    return time;
  };
  const name = size === 1 ? 'publish one by one' : `publish, batches of ${size}`;
  return compare(name, run(publishPlain), run(publishOurs), count);
};

const filled = (consume: () => Promise<number>) => async (): Promise<number> => {
  await inBatches(publishPlain, 1_000)();
  return consume();
};

// The subscription makes the queue; closed, it leaves it to both.
const first = link.subscribe(title, { subscribePetAdopted: async () => undefined });
await first.ready;
await first.close();
try {
  const rows = [
    await publishing(1, Math.min(messages, 2_000)),
    await publishing(100),
    await publishing(1_000),
    await compare(`consume, prefetch ${prefetch}`, filled(consumePlain), filled(consumeOurs)),
  ];
  console.log(table(['1 KiB, quorum queue, messages/s', 'amqplib', 'petevents', 'ratio'], rows));
} finally {
  await plain.deleteQueue(queue);
  await plain.deleteQueue(`${queue}.dlq`);
  await plain.deleteExchange(exchange);
  await connection.close();
  await bus.close();
}
