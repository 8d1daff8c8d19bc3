import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeDrivers } from './harness/describe-drivers.js';
import { asAdmin, idsInTopic, kafkaStage } from './harness/kafka-stage.js';
import type { KafkaStage } from './harness/kafka-stage.js';
import { leftovers } from './harness/leftovers.js';
import { Oracle } from './harness/oracle.js';
import { PrivateKafka } from './harness/private-broker.js';
import { pass, report, rounds, seeded } from './harness/schedule.js';

const minute = 60_000;
const cluster = new PrivateKafka(9592, 3);
const { brokers } = cluster;
const topic = 'contract.things';

/** On three brokers of its own, which die and freeze. Replicas 3, in sync at least 2. */
describeDrivers('Kafka whose brokers crash', (driver) => {
  const stages: KafkaStage[] = [];
  let nothingLeft = leftovers();
  const stage = (): KafkaStage => {
    const one = kafkaStage(driver, brokers);
    stages.push(one);
    return one;
  };
  const leaderOf = (partition: number): Promise<number> =>
    asAdmin(brokers, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions.find((one) => one.partitionId === partition)?.leader ?? 1;
    });

  beforeAll(async () => {
    nothingLeft = leftovers();
    await cluster.start();
    await asAdmin(brokers, async (admin) => {
      const topics = [{ topic, numPartitions: 3, replicationFactor: 3 }];
      await admin.createTopics({ topics, waitForLeaders: false });
    });
  }, 2 * minute);
  afterEach(async () => {
    await Promise.all(stages.splice(0).map(({ bus }) => bus.close({ drain: 0 })));
  });
  afterAll(() => cluster.wipe());

  it(
    'K1, K10: the leader is killed under load: nothing acknowledged is lost or there twice, keys in order',
    { timeout: 2 * minute + rounds(2, 20) * 40_000 },
    async () => {
      const random = seeded('K1');
      const oracle = new Oracle();
      const heap = process.memoryUsage().heapUsed;
      const producer = stage();
      const consumer = stage();
      await consumer.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      const kills = rounds(2, 20);
      let done = false;
      let slowest = 0;
      const worker = async (n: number): Promise<void> => {
        while (!done && (await oracle.publish(producer.client, `k${n}`)).code !== 'CLOSED');
      };
      const load = Array.from({ length: 60 }, (_, n) => worker(n));
      for (let kill = 0; kill < kills; kill += 1) {
        const before = oracle.count('ok');
        await expect
          .poll(() => oracle.count('ok'), { timeout: minute })
          .toBeGreaterThan(before + 2_000);
        const leader = await leaderOf(Math.floor(random() * 3));
        await cluster.kill(leader);
        const died = performance.now();
        const then = oracle.count('ok');
        await expect
          .poll(() => oracle.count('ok'), { timeout: minute })
          .toBeGreaterThan(then + 1_000);
        slowest = Math.max(slowest, performance.now() - died);
        await cluster.restart(leader);
      }
      done = true;
      await Promise.all(load);
      await oracle.accounted(2 * minute);
      await Promise.all([producer, consumer].map(({ bus }) => bus.close({ drain: 5_000 })));
      const stored = (await idsInTopic(brokers, topic)).filter((id) => id.startsWith(oracle.run));
      oracle.found(stored);
      expect(oracle.verdict()).toEqual(Oracle.clean);
      expect(stored).toHaveLength(new Set(stored).size);
      report(`K1 ${driver.name}`, {
        kills,
        confirmed: oracle.count('ok'),
        unknown: oracle.count('unknown'),
        'not sent': oracle.count('not-sent'),
        lost: 0,
        'handled twice': oracle.doubled,
        'longest recovery ms': Math.round(slowest),
        'heap MiB before': Math.round(heap / 2 ** 20),
        'heap MiB after': Math.round(process.memoryUsage().heapUsed / 2 ** 20),
      });
    },
  );

  it(
    'K7: after idling, a killed coordinator and a rolling restart a message is handled in 5 s',
    { timeout: 4 * minute },
    async () => {
      const oracle = new Oracle();
      const { client, bus } = stage();
      const producer = stage();
      const subscription = client.subscribe(oracle.group, { onThing: oracle.handler() });
      await subscription.ready;
      const latency = async (key: string): Promise<number> => {
        const begin = performance.now();
        const { outcome } = await oracle.publish(producer.client, key);
        expect(outcome).toBe('ok');
        await oracle.accounted(30_000);
        return performance.now() - begin;
      };
      await latency('warm');
      await pass(rounds(3_000, 30_000));
      expect(await latency('idle')).toBeLessThan(5_000);

      const { coordinator } = await asAdmin(brokers, async (admin) => {
        const { groups } = await admin.describeGroups([oracle.group]);
        expect(groups[0]?.members).toHaveLength(1);
        return { coordinator: await coordinatorOf(oracle.group) };
      });
      await cluster.kill(coordinator);
      const took = await latency('coordinator');
      await cluster.restart(coordinator);
      for (const broker of [1, 2, 3]) await cluster.restart(broker);
      const after = await latency('rolled');
      report(`K7 ${driver.name}`, {
        'coordinator killed ms': Math.round(took),
        'rolled ms': Math.round(after),
      });
      expect(took).toBeLessThan(15_000);
      expect(after).toBeLessThan(5_000);
      await bus.close({ drain: 2_000 });
      expect(oracle.verdict()).toEqual(Oracle.clean);
    },
  );

  it(
    'K9: all brokers freeze, the bus closes in time; after the thaw the group goes on at its commit',
    { timeout: 4 * minute },
    async () => {
      const oracle = new Oracle();
      const producer = stage();
      const first = stage();
      await first.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      await Promise.all(Array.from({ length: 300 }, () => oracle.publish(producer.client, 'k')));
      await oracle.accounted(minute);
      const lag = (): Promise<number> =>
        asAdmin(brokers, async (admin) => {
          const [offsets, ends] = await Promise.all([
            admin.fetchOffsets({ groupId: oracle.group, topics: [topic] }),
            admin.fetchTopicOffsets(topic),
          ]);
          const committed = new Map(
            offsets[0]?.partitions.map((one) => [one.partition, Number(one.offset)]),
          );
          return ends.reduce(
            (sum, { partition, high }) => sum + Number(high) - (committed.get(partition) ?? 0),
            0,
          );
        });
      await expect.poll(lag, { timeout: 20_000 }).toBe(0);
      for (const broker of [1, 2, 3]) await cluster.freeze(broker);
      const stuck = oracle.publish(producer.client, 'k');
      const begin = performance.now();
      await Promise.all([first, producer].map(({ bus }) => bus.close({ drain: 500 })));
      expect(performance.now() - begin).toBeLessThan(5_500);
      expect((await stuck).outcome).toBe('unknown');
      for (const broker of [1, 2, 3]) await cluster.thaw(broker);
      await nothingLeft(2 * minute);

      const second = stage();
      const calls = oracle.seen.length;
      await second.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      await oracle.publish(second.client, 'k');
      await oracle.accounted(minute);
      // What was committed does not come again: only the last one, and the one of unknown fate.
      expect(oracle.seen.length - calls).toBeLessThanOrEqual(2);
      await second.bus.close({ drain: 2_000 });
      expect(oracle.verdict()).toEqual(Oracle.clean);
    },
  );

  /** The broker that keeps the group, as the cluster says; from 1. */
  async function coordinatorOf(group: string): Promise<number> {
    return asAdmin(brokers, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: ['__consumer_offsets'] });
      const partitions = topics[0]?.partitions ?? [];
      const hash = Math.abs(javaHash(group)) % partitions.length;
      return partitions.find(({ partitionId }) => partitionId === hash)?.leader ?? 1;
    });
  }
});

/** `String.hashCode` of Java: Kafka picks a group's partition of `__consumer_offsets` by it. */
const javaHash = (text: string): number => {
  let hash = 0;
  for (const char of text) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  return hash;
};
