// What each Kafka driver costs: the same generated code over each client library, on one topic of 4
// partitions. Rounds alternate, figures are medians. @platformatic/kafka is there on Node 22.22 and newer,
// @confluentinc/kafka-javascript where `CONFLUENT_KAFKA` names its folder (built for this Node):
//   export $(test/brokers/kafka start); npm run bench -- bench/kafka-drivers.ts [rounds] [messages]
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { attach } from '../templates/runtime/client.js';
import { kafkaBus } from '../templates/runtime/kafka.js';
import { confluentDriver } from '../templates/runtime/kafka/confluent.js';
import { platformaticDriver } from '../templates/runtime/kafka/platformatic.js';
import type { Bus } from '../templates/runtime/types.js';
import { isNewEnough } from '../test/faults/harness/kafka-drivers.js';
import { confluentLibrary } from '../test/runtime/kafka/confluent-library.js';
import { adoption, adoptions } from './lib/adoption.js';
import { countdown, timed } from './lib/compare.js';
import { median } from './lib/median.js';
import { table } from './lib/table.js';

const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
const rounds = Number(process.argv[2] ?? 5);
const messages = Number(process.argv[3] ?? 5_000);
/** Milliseconds that an idle consumer is watched. */
const idle = 10_000;

const clientId = 'petevents-bench';
const library = confluentLibrary;
const platformatic = isNewEnough ? await import('@platformatic/kafka') : undefined;
const buses: Readonly<Record<string, () => Bus<'kafka'>>> = {
  kafkajs: () => kafkaBus({ client: new Kafka({ clientId, brokers, logLevel: logLevel.NOTHING }) }),
  ...(platformatic && {
    '@platformatic/kafka': () =>
      kafkaBus({
        driver: platformaticDriver(platformatic, { clientId, bootstrapBrokers: brokers }),
      }),
  }),
  ...(library && {
    '@confluentinc/kafka-javascript': () => {
      const properties = { 'client.id': clientId, 'bootstrap.servers': brokers.join(',') };
      return kafkaBus({ driver: confluentDriver(library, properties) });
    },
  }),
};

/** Figures of one round. */
async function round(makeBus: () => Bus<'kafka'>): Promise<readonly number[]> {
  const { contract, publishPetAdopted } = adoptions('Bench', {
    address: `petevents-bench.${randomUUID().slice(0, 8)}`,
    bindings: { kafka: { partitions: 4, replicas: 1 } },
  });
  const bus = makeBus();
  const link = attach(bus, contract, { source: 'bench' });
  const publish = async (): Promise<void> => {
    const payload = adoption();
    await link.send(publishPetAdopted, 'PetAdopted', payload, { key: payload.petId });
  };
  const oneByOne = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += 1) await publish();
  };
  const atOnce = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += 100) {
      await Promise.all(Array.from({ length: 100 }, publish));
    }
  };
  await atOnce(1_000);
  const single = await timed(() => oneByOne(500));
  const batch = await timed(() => atOnce(messages));
  const { finished, one } = countdown(messages);
  const handlers = { subscribePetAdopted: async (): Promise<void> => one() };
  const options = { from: 'earliest', concurrency: 100 } as const;
  const subscription = link.subscribe(randomUUID(), handlers, options);
  const consumed = await finished;
  await wait(1_000);
  const before = process.cpuUsage();
  await wait(idle);
  const { user, system } = process.cpuUsage(before);
  const closed = await timed(() => subscription.close());
  await bus.close();
  return [
    500 / single.seconds,
    messages / batch.seconds,
    messages / consumed.seconds,
    // Microseconds in milliseconds, in per cent.
    (user + system) / 10 / idle,
    closed.seconds * 1_000,
  ];
}

const figures = new Map<string, (readonly number[])[]>(
  Object.keys(buses).map((name) => [name, []]),
);
for (let i = 0; i < rounds; i += 1) {
  for (const [name, makeBus] of Object.entries(buses))
    figures.get(name)?.push(await round(makeBus));
}
const rows = [...figures].map(([name, all]) => [
  name,
  ...[0, 1, 2, 3, 4].map((i) => {
    const value = median(all.map((one) => one[i] ?? Number.NaN));
    return value.toFixed(i < 3 ? 0 : 1);
  }),
]);
console.log(`Node ${process.version}, ${rounds} rounds of ${messages} messages`);
const head = ['one by one /s', 'batches of 100 /s', 'consumed /s', 'idle % of a core', 'leave ms'];
console.log(table(['driver', ...head], rows));
