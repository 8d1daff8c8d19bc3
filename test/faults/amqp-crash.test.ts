import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { memoryInbox } from '../../templates/runtime/inbox.js';
import { describeAmqp } from '../brokers/available.js';
import { amqpStage, idsIn } from './harness/amqp-stage.js';
import type { AmqpStage } from './harness/amqp-stage.js';
import { leftovers } from './harness/leftovers.js';
import { Oracle } from './harness/oracle.js';
import { PrivateRabbit } from './harness/private-broker.js';
import { pass, report, rounds, seeded, soak } from './harness/schedule.js';

const rabbit = new PrivateRabbit(5882);
const minute = 60_000;

/** On a broker of its own, which dies, freezes and runs out of memory. */
describeAmqp('RabbitMQ that crashes', () => {
  const stages: AmqpStage[] = [];
  let nothingLeft = leftovers();
  const stage = (...args: Parameters<typeof amqpStage>): AmqpStage => {
    const one = amqpStage(...args);
    stages.push(one);
    return one;
  };

  beforeAll(() => {
    nothingLeft = leftovers();
    return rabbit.start();
  });
  afterEach(async () => {
    await rabbit.start();
    await Promise.all(stages.splice(0).map(({ bus }) => bus.close({ drain: 0 })));
  });
  afterAll(() => rabbit.wipe());

  it(
    'A1: kill -9 with thousands unconfirmed: all settle in 30 s, ok is stored, not-sent never',
    { timeout: 3 * minute + rounds(2, 20) * 40_000 },
    async () => {
      const random = seeded('A1');
      const kills = rounds(2, 20);
      const oracle = new Oracle();
      const heap = process.memoryUsage().heapUsed;
      // Kills follow each other so fast that the usual back-off would grow to its 30 s.
      const backoff = () => 500;
      const producer = stage(rabbit.url(10), { unconfirmed: 5_000, backoff });
      const consumer = stage(rabbit.url(10), { backoff });
      await consumer.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      let slowest = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        let dead = false;
        const worker = async (n: number): Promise<void> => {
          while (!dead && (await oracle.publish(producer.client, `k${n % 50}`)).code !== 'CLOSED');
        };
        const confirmed = oracle.count('ok') + 3_000 + Math.floor(random() * 3_000);
        const load = Array.from({ length: 4_000 }, (_, n) => worker(n));
        await expect
          .poll(() => oracle.count('ok'), { interval: 5, timeout: minute })
          .toBeGreaterThan(confirmed);
        await rabbit.kill();
        dead = true;
        const died = performance.now();
        // Given up while the broker is away: these must never appear.
        const impatient = Array.from({ length: 50 }, () =>
          oracle.publish(producer.client, 'impatient', { timeout: 300 }),
        );
        const patient = Array.from({ length: 50 }, () =>
          oracle.publish(producer.client, 'patient'),
        );
        await Promise.all(impatient);
        await rabbit.restart();
        await Promise.all([...load, ...patient]);
        await oracle.publish(producer.client, 'after');
        slowest = Math.max(slowest, performance.now() - died);
      }
      expect(oracle.count('unknown')).toBeGreaterThan(0);
      expect(oracle.count('not-sent')).toBeGreaterThan(0);
      expect(oracle.count('ok')).toBeGreaterThan(kills * 200);
      await oracle.accounted(2 * minute);
      await Promise.all([producer, consumer].map(({ bus }) => bus.close({ drain: 5_000 })));
      const queue = `${oracle.group}.contract.things`;
      oracle.found(await idsIn(rabbit.url(10), queue));
      oracle.found(await idsIn(rabbit.url(10), `${queue}.dlq`));
      expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
      for (const { took } of oracle.sent.values())
        if (took > 31_000) expect(took).toBeLessThan(31_000);
      report('A1', {
        kills,
        confirmed: oracle.count('ok'),
        unknown: oracle.count('unknown'),
        'not sent': oracle.count('not-sent'),
        lost: 0,
        doubled: oracle.doubled,
        'longest recovery ms': Math.round(slowest),
        'heap MiB before': Math.round(heap / 2 ** 20),
        'heap MiB after': Math.round(process.memoryUsage().heapUsed / 2 ** 20),
      });
    },
  );

  it(
    'A2: a broker that freezes is noticed in three heartbeats; effects happen once',
    { timeout: 3 * minute },
    async () => {
      const heartbeat = 2;
      const oracle = new Oracle();
      const { bus, client, reaches } = stage(rabbit.url(heartbeat));
      const inbox = memoryInbox();
      const effects: string[] = [];
      let open = (): void => undefined;
      let gate = Promise.resolve();
      const handler = oracle.handler(async ({ id, key }) => {
        effects.push(id);
        if (key === 'held') await gate;
      });
      const options = { inbox, concurrency: 20 };
      await client.subscribe(oracle.group, { onThing: handler }, options).ready;
      for (let round = 0; round < rounds(1, 5); round += 1) {
        await Promise.all(Array.from({ length: 200 }, () => oracle.publish(client, 'before')));
        gate = new Promise((resolve) => (open = resolve));
        await Promise.all(Array.from({ length: 10 }, () => oracle.publish(client, 'held')));
        const held = (): number => oracle.seen.filter(({ key }) => key === 'held').length;
        await oracle.until(() => held() >= 10 * (round + 1), minute, 'ten handlers');
        const during = Array.from({ length: 200 }, () => oracle.publish(client, 'during'));
        await rabbit.freeze();
        const frozen = performance.now();
        await reaches('recovering');
        expect(performance.now() - frozen).toBeLessThan(3 * heartbeat * 1_000 + 500);
        // These end now: there is no channel to settle them on, and RabbitMQ delivers them again.
        open();
        await pass(soak ? 20_000 - (performance.now() - frozen) : 1_000);
        await rabbit.thaw();
        await reaches('ready');
        await Promise.all(during);
        await oracle.publish(client, 'after');
      }
      await oracle.accounted(minute);
      await bus.close({ drain: 5_000 });
      expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
      expect(effects).toHaveLength(new Set(effects).size);
      expect(bus.health().counters.duplicates).toBeGreaterThan(0);
    },
  );

  it(
    'A8: a memory alarm blocks: bounded, said, acks go on, nothing is lost',
    { timeout: 3 * minute },
    async () => {
      const oracle = new Oracle();
      const { bus, client, reaches } = stage(rabbit.url(10), { unconfirmed: 500 });
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      await client.subscribe(oracle.group, { onThing: oracle.handler(() => gate) }).ready;
      await Promise.all(Array.from({ length: 20 }, () => oracle.publish(client, 'before')));
      await rabbit.ctl('set_vm_memory_high_watermark', '0.00001');
      // RabbitMQ tells a connection when it publishes.
      const first = oracle.publish(client, 'blocked', { timeout: 2_000 });
      await reaches('blocked');
      const burst = Array.from({ length: 3_000 }, () =>
        oracle.publish(client, 'blocked', { timeout: 2_000 }),
      );
      const patient = oracle.publish(client, 'patient', { timeout: 2 * minute });
      expect(bus.health().unconfirmed).toBeLessThanOrEqual(500);
      await Promise.all([first, ...burst]);
      expect((await first).outcome).toBe('unknown');
      expect(oracle.count('not-sent')).toBe(3_000);
      // Acks travel on a connection of their own: the queue runs empty during the alarm.
      open();
      await oracle.until(() => oracle.handled >= 20, 10_000, 'handlers under alarm');
      const left = () => rabbit.ctl('-q', '--no-table-headers', 'list_queues', 'name', 'messages');
      await expect
        .poll(left, { timeout: 20_000, interval: 500 })
        .toMatch(new RegExp(`${oracle.group}\\.contract\\.things\\s+0`));
      await pass(soak ? 40_000 : 1_000);
      await rabbit.ctl('set_vm_memory_high_watermark', '0.4');
      await reaches('ready');
      expect((await patient).outcome).toBe('ok');
      await oracle.accounted(minute);
      await bus.close({ drain: 5_000 });
      expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
    },
  );

  it(
    'A7: closes in time in an outage, while recovering, and when blocked; leaves nothing behind',
    { timeout: 5 * minute },
    async () => {
      const closesInTime = async ({ bus }: AmqpStage, drain: number): Promise<void> => {
        const begin = performance.now();
        await bus.close({ drain });
        expect(performance.now() - begin).toBeLessThan(drain + 5_000);
        expect(bus.health().status).toBe('closed');
      };
      const busy = async (oracle: Oracle): Promise<AmqpStage> => {
        const one = stage(rabbit.url(10));
        await one.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
        await oracle.publish(one.client, 'k');
        return one;
      };
      const oracle = new Oracle();

      const blocked = await busy(oracle);
      await rabbit.ctl('set_vm_memory_high_watermark', '0.00001');
      const stuck = oracle.publish(blocked.client, 'k');
      await blocked.reaches('blocked');
      const waiting = oracle.publish(blocked.client, 'k');
      await closesInTime(blocked, 500);
      expect((await stuck).outcome).toBe('unknown');
      expect((await waiting).outcome).toBe('not-sent');
      await rabbit.ctl('set_vm_memory_high_watermark', '0.4');

      const frozen = await busy(oracle);
      await rabbit.freeze();
      const lost = oracle.publish(frozen.client, 'k');
      await closesInTime(frozen, 500);
      expect((await lost).outcome).toBe('unknown');
      await rabbit.thaw();

      const recovering = await busy(oracle);
      await rabbit.kill();
      await recovering.reaches('recovering');
      const unsent = oracle.publish(recovering.client, 'k');
      await closesInTime(recovering, 500);
      expect((await unsent).outcome).toBe('not-sent');

      const never = stage(rabbit.url(10));
      const subscription = never.client.subscribe(oracle.group, { onThing: oracle.handler() });
      const ready = expect(subscription.ready).rejects.toMatchObject({ code: 'CLOSED' });
      const early = oracle.publish(never.client, 'k');
      await closesInTime(never, 500);
      expect((await early).outcome).toBe('not-sent');
      await ready;

      await nothingLeft(2 * minute);
      await rabbit.restart();
      const last = await busy(oracle);
      await oracle.accounted(minute);
      await last.bus.close({ drain: 2_000 });
      expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
    },
  );

  it(
    'A3: starts before its broker, and outlives one that comes and goes',
    { timeout: 3 * minute + rounds(1, 10) * 30_000 },
    async () => {
      const oracle = new Oracle();
      // Its queue is there from an earlier life: whatever is confirmed has somewhere to go.
      const before = stage(rabbit.url(10));
      await before.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      await before.bus.close();
      await rabbit.kill();
      const { bus, client, reaches } = stage(rabbit.url(10), { publishTimeout: 2 * minute });
      const subscription = client.subscribe(oracle.group, { onThing: oracle.handler() });
      const early = oracle.publish(client, 'early');
      await pass(soak ? minute : 2_000);
      expect(bus.health().status).toBe('connecting');
      await rabbit.restart();
      await subscription.ready;
      expect((await early).outcome).toBe('ok');
      const channels = async (): Promise<number> => {
        const list = await rabbit.ctl('-q', '--no-table-headers', 'list_channels', 'pid');
        return list.split('\n').filter((line) => line !== '').length;
      };
      await reaches('ready');
      await oracle.publish(client, 'steady');
      const steady = await channels();
      for (let flap = 0; flap < rounds(1, 10); flap += 1) {
        await rabbit.kill();
        await oracle.publish(client, 'gone', { timeout: 200 });
        await rabbit.restart();
        await reaches('ready');
        expect((await oracle.publish(client, 'back')).outcome).toBe('ok');
        await expect.poll(channels, { timeout: 20_000, interval: 500 }).toBe(steady);
      }
      await oracle.accounted(minute);
      await bus.close({ drain: 5_000 });
      expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
    },
  );

  it(
    'A4: consumer_timeout: the channel is opened again at once, the stale settle is dropped',
    { timeout: 2 * minute },
    async () => {
      const set = (name: string, value: number): Promise<string> =>
        rabbit.ctl('eval', `application:set_env(rabbit, ${name}, ${value}).`);
      await set('consumer_timeout', 2_000);
      await set('channel_tick_interval', 500);
      const oracle = new Oracle();
      const consumer = stage(rabbit.url(10));
      const producer = stage(rabbit.url(10));
      let letGo = (): void => undefined;
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      let calls = 0;
      const handler = oracle.handler(({ key }, { signal }) => {
        if (key !== 'slow') return undefined;
        calls += 1;
        if (calls > 1) letGo();
        else expect(signal.aborted).toBe(false);
        return gate;
      });
      await consumer.client.subscribe(oracle.group, { onThing: handler }).ready;
      const slow = await oracle.publish(producer.client, 'slow');
      await oracle.until(() => calls === 1, 10_000, 'the slow handler');
      // Two seconds, and what RabbitMQ needs to notice.
      await oracle.until(() => calls === 2, 20_000, 'the second delivery');
      await Promise.all(Array.from({ length: 20 }, () => oracle.publish(producer.client, 'quick')));
      await oracle.accounted(minute);
      await Promise.all([consumer, producer].map(({ bus }) => bus.close({ drain: 5_000 })));
      oracle.found(await idsIn(rabbit.url(10), `${oracle.group}.contract.things`));
      expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
      expect(oracle.calls(slow.id)).toHaveLength(2);
      // The broker named its reason once; nothing was settled on the wrong channel after it.
      const refusals = consumer.log.filter((line) => /PRECONDITION/.test(line));
      expect(refusals.join()).toMatch(/delivery acknowledgement on channel \d+ timed out/);
      expect(refusals.join()).not.toMatch(/unknown delivery tag/);
      await set('consumer_timeout', 1_800_000);
    },
  );
});
