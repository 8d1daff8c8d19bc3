import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { NonRetryableError } from '../../fixtures/contract/expected/index.js';
import { migrate, postgresInbox } from '../../templates/runtime/postgres.js';
import type { PgQuery } from '../../templates/runtime/postgres.js';
import { databaseUrlOrFail } from '../brokers/available.js';
import { describeDrivers } from './harness/describe-drivers.js';
import { asAdmin, kafkaStage } from './harness/kafka-stage.js';
import type { KafkaStage } from './harness/kafka-stage.js';
import { leftovers } from './harness/leftovers.js';
import { Oracle } from './harness/oracle.js';
import { PrivateKafka } from './harness/private-broker.js';
import { startService } from './harness/service.js';
import { pass, report, rounds, seeded } from './harness/schedule.js';

const minute = 60_000;
const kafka = new PrivateKafka(9692, 1);
const { brokers } = kafka;
const database = databaseUrlOrFail();

/** Members of a group that come, go, stop and die; the broker is well. */
describeDrivers('Kafka groups', (driver) => {
  const stages: KafkaStage[] = [];
  let nothingLeft = leftovers();
  const stage = (options: Parameters<typeof kafkaStage>[2] = {}): KafkaStage => {
    const one = kafkaStage(driver, brokers, options);
    stages.push(one);
    return one;
  };
  beforeAll(() => {
    nothingLeft = leftovers();
    return kafka.start();
  });
  afterEach(async () => {
    await Promise.all(stages.splice(0).map(({ bus }) => bus.close({ drain: 0 })));
  });
  afterAll(() => kafka.wipe());

  it(
    'K2: one consumer, three, one: nothing lost, keys in order, twice only what was in flight',
    { timeout: 3 * minute + rounds(0, 10) * 10_000 },
    async () => {
      const random = seeded('K2');
      const concurrency = 4;
      const oracle = new Oracle();
      const producer = stage();
      const member = async (): Promise<KafkaStage> => {
        const one = stage({ group: { sessionTimeout: 6_000 } });
        const handler = oracle.handler(
          () => new Promise((resolve) => setTimeout(resolve, random() * 4)),
        );
        // Some members know one topic, others two: each topic is read all the same.
        const handlers =
          stages.length % 2 === 0
            ? { onThing: handler }
            : { onThing: handler, onItem: () => undefined };
        await one.client.subscribe(oracle.group, handlers, { concurrency }).ready;
        return one;
      };
      const first = await member();
      let done = false;
      const worker = async (n: number): Promise<void> => {
        while (!done) {
          if ((await oracle.publish(producer.client, `k${n}`)).code === 'CLOSED') return;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      };
      const load = Array.from({ length: 20 }, (_, n) => worker(n));
      for (let round = 0; round < rounds(2, 10); round += 1) {
        const others = [await member(), await member()];
        const handled = oracle.handled;
        await oracle.until(() => oracle.handled > handled + 1_000, minute, 'three members');
        for (const { bus } of others) await bus.close({ drain: 2_000 });
        const before = oracle.handled;
        await oracle.until(() => oracle.handled > before + 1_000, minute, 'one member');
      }
      done = true;
      await Promise.all(load);
      await oracle.accounted(minute);
      await first.bus.close({ drain: 2_000 });
      expect(oracle.verdict()).toEqual(Oracle.clean);
      report(`K2 ${driver.name}`, { messages: oracle.sent.size, 'handled twice': oracle.doubled });
      // What is done is committed when a rebalance begins, and nothing begins until it is over: what
      // comes again is what was in flight then. Two come and two go in a round, three are there at most.
      const rebalances = rounds(2, 10) * 4;
      expect(oracle.doubled).toBeLessThanOrEqual(rebalances * 3 * concurrency);
    },
  );

  it('K3: a handler takes three sessions: it is called once, and then comes the next', async () => {
    const oracle = new Oracle();
    const sessionTimeout = 2_000;
    const { client } = stage({ group: { sessionTimeout } });
    const handler = oracle.handler(({ sequence }) =>
      sequence === 0 ? pass(3.2 * sessionTimeout) : undefined,
    );
    await client.subscribe(oracle.group, { onThing: handler }).ready;
    await Promise.all(Array.from({ length: 3 }, () => oracle.publish(client, 'k')));
    await oracle.accounted(minute);
    expect(oracle.seen.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    expect(oracle.verdict()).toEqual(Oracle.clean);
  });

  it('K4: a message that throws is tried, buried, and only then comes the next of its key', async () => {
    const oracle = new Oracle();
    const { bus, client } = stage();
    const order: string[] = [];
    const handler = oracle.handler(({ key, sequence, attempt }) => {
      if (key === 'k') order.push(`${sequence}.${attempt}`);
      if (key === 'k' && sequence === 2) throw new Error('always');
      if (key === 'k' && sequence === 4) throw new NonRetryableError('never');
    });
    const subscription = client.subscribe(oracle.group, { onThing: handler });
    await subscription.ready;
    const sent = Array.from({ length: 7 }, () => oracle.publish(client, 'k'));
    const others = Array.from({ length: 50 }, (_, n) => oracle.publish(client, `other${n}`));
    await Promise.all([...sent, ...others]);
    await expect.poll(() => bus.health().counters.deadLettered, { timeout: 20_000 }).toBe(2);
    oracle.bury((await subscription.deadLetters.list()).map(({ id }) => id));
    await oracle.accounted(minute);
    expect(order).toEqual(['0.1', '1.1', '2.1', '2.2', '2.3', '3.1', '4.1', '5.1', '6.1']);
    expect(oracle.verdict()).toEqual(Oracle.clean);
  });

  it(
    'K6: paused and resumed a hundred times: none skipped, none twice',
    { timeout: minute },
    async () => {
      const oracle = new Oracle();
      const { client } = stage();
      const producer = stage();
      const handlers = { onThing: oracle.handler() };
      const subscription = client.subscribe(oracle.group, handlers, { concurrency: 5 });
      await subscription.ready;
      let done = false;
      const worker = async (n: number): Promise<void> => {
        while (!done && (await oracle.publish(producer.client, `k${n}`)).code !== 'CLOSED');
      };
      const load = Array.from({ length: 20 }, (_, n) => worker(n));
      for (let turn = 0; turn < 100; turn += 1) {
        subscription.pause();
        await new Promise((resolve) => setTimeout(resolve, turn % 7));
        subscription.resume();
        await new Promise((resolve) => setTimeout(resolve, turn % 5));
      }
      done = true;
      await Promise.all(load);
      await oracle.accounted(minute);
      expect(oracle.verdict()).toEqual(Oracle.clean);
      expect(oracle.doubled).toBe(0);
    },
  );

  it('P3: what was handled after an idle time does not come again to the next member', async () => {
    const oracle = new Oracle();
    const first = stage();
    await first.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
    // Two rounds of commits find nothing to do.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await Promise.all(Array.from({ length: 50 }, () => oracle.publish(first.client, 'k')));
    await oracle.accounted(minute);
    await first.bus.close({ drain: 2_000 });
    const second = stage();
    await second.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
    await oracle.publish(second.client, 'after');
    await oracle.accounted(minute);
    expect(oracle.doubled).toBe(0);
  });

  it(
    'K8: closes in a handler, in a rebalance and in a fetch, in time, and leaves the group',
    { timeout: minute },
    async () => {
      const inTime = async (closing: Promise<void>): Promise<void> => {
        const begin = performance.now();
        await closing;
        expect(performance.now() - begin).toBeLessThan(6_000);
      };
      const oracle = new Oracle();
      const inFetch = stage({ group: { maxWait: 500 } });
      await inFetch.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      const joining = stage();
      const ready = joining.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      // It may have joined by then, or not.
      const settled = ready.catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await Promise.all([
        inTime(joining.bus.close({ drain: 1_000 })),
        inTime(inFetch.bus.close({ drain: 1_000 })),
      ]);
      await settled;

      const inside = stage();
      let closed = (): void => undefined;
      const done = new Promise<void>((resolve) => (closed = resolve));
      const handler = oracle.handler(async () => {
        await inside.bus.close({ drain: 1_000 });
        closed();
      });
      await inside.client.subscribe(oracle.group, { onThing: handler }).ready;
      await oracle.publish(inside.client, 'k');
      await inTime(done);
      const members = async (): Promise<number> =>
        asAdmin(brokers, async (admin) => {
          const { groups } = await admin.describeGroups([oracle.group]);
          return groups[0]?.members.length ?? 0;
        });
      await expect.poll(members, { timeout: 10_000, interval: 300 }).toBe(0);
    },
  );

  it(
    'K9: the broker dies, the bus closes in time and leaves nothing that waits for the broker',
    { timeout: 4 * minute },
    async () => {
      const oracle = new Oracle();
      const { bus, client } = stage();
      await client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      await oracle.publish(client, 'k');
      await oracle.accounted(minute);
      await kafka.kill(1);
      try {
        const stuck = Promise.all(['a', 'b', 'c'].map((key) => oracle.publish(client, key)));
        await bus.close({ drain: 500 });
        expect((await stuck).map(({ outcome }) => outcome)).not.toContain('ok');
        const begin = performance.now();
        await nothingLeft(2 * minute);
        report(`K9 ${driver.name}`, {
          'nothing left after ms': Math.round(performance.now() - begin),
        });
      } finally {
        await kafka.restart(1);
      }
    },
  );

  it(
    'K9: the broker restarts, and the group does not wait for the session of who it was',
    { timeout: 4 * minute },
    async () => {
      const oracle = new Oracle();
      const one = stage({ group: { sessionTimeout: minute } });
      await one.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      await kafka.kill(1);
      await one.reaches('recovering');
      await kafka.restart(1);
      const begin = performance.now();
      await expect
        .poll(async () => (await oracle.publish(one.client, 'k')).outcome, { timeout: minute })
        .toBe('ok');
      await oracle.accounted(2 * minute);
      const took = performance.now() - begin;
      report(`K9 ${driver.name}`, { 'goes on after ms': Math.round(took) });
      expect(took).toBeLessThan(minute / 2);
    },
  );

  it.runIf(database !== undefined)(
    'K14: SIGKILL between the effect and the commit of its offset: the effect happens once',
    { timeout: 2 * minute },
    async () => {
      const schema = `petevents_${randomBytes(6).toString('hex')}`;
      const pool = new Pool({ connectionString: database, options: `-c search_path=${schema}` });
      await pool.query(`create schema ${schema}`);
      await migrate(pool);
      await pool.query('create table effects (id text)');
      const oracle = new Oracle();
      const producer = stage();
      const effects = async (): Promise<number> =>
        Number((await pool.query('select count(*) from effects')).rows[0].count);
      const kills = rounds(2, 20);
      for (let kill = 0; kill < kills; kill += 1) {
        const before = await effects();
        const service = await startService({
          KAFKA: brokers.join(','),
          DRIVER: driver.name,
          GROUP: oracle.group,
          DATABASE_URL: database ?? '',
          SCHEMA: schema,
        });
        await service.said('ready');
        const sent = Array.from({ length: 100 }, (_, n) =>
          oracle.publish(producer.client, `k${n % 10}`),
        );
        // Commits come a second apart, or after 200 messages: these are not committed yet.
        await expect.poll(effects, { timeout: minute, interval: 20 }).toBeGreaterThan(before);
        await service.kill();
        await Promise.all(sent);
      }
      const last = stage();
      const handler = oracle.handler<PgQuery>(async ({ id }, { tx }) => {
        await tx.query('insert into effects values ($1)', [id]);
      });
      const options = { inbox: postgresInbox(pool) };
      await last.client.subscribe(oracle.group, { onThing: handler }, options).ready;
      await expect.poll(effects, { timeout: minute }).toBe(kills * 100);
      const lag = async (): Promise<number> => {
        const end = await oracle.publish(producer.client, 'end');
        await oracle.until(() => oracle.calls(end.id).length > 0, minute, 'the end');
        return 0;
      };
      expect(await lag()).toBe(0);
      // The call of the last one is noted before its transaction ends.
      await expect.poll(effects, { timeout: minute }).toBe(kills * 100 + 1);
      const { rows } = await pool.query(
        'select count(*)::int as all, count(distinct id)::int as ids from effects',
      );
      expect(rows).toEqual([{ all: kills * 100 + 1, ids: kills * 100 + 1 }]);
      expect(last.bus.health().counters.duplicates).toBeGreaterThan(0);
      await last.bus.close({ drain: 2_000 });
      await pool.query(`drop schema ${schema} cascade`);
      await pool.end();
    },
  );
});
