import amqp from 'amqplib';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { NonRetryableError } from '../../fixtures/contract/expected/index.js';
import type { AmqpConnection } from '../../templates/runtime/amqp.js';
import { describeAmqp } from '../brokers/available.js';
import { amqpStage, idsIn } from './harness/amqp-stage.js';
import type { AmqpStage } from './harness/amqp-stage.js';
import { Oracle } from './harness/oracle.js';
import { PrivateRabbit } from './harness/private-broker.js';
import { Proxy } from './harness/proxy.js';
import { report, rounds, seeded } from './harness/schedule.js';

const minute = 60_000;

/** Between it and us is a network that cuts, stalls and delays. */
describeAmqp('RabbitMQ behind a bad network', () => {
  const rabbit = new PrivateRabbit(5884);
  const url = rabbit.url(10);
  const stages: AmqpStage[] = [];
  const proxies: Proxy[] = [];
  const queues: string[] = [];
  const queueOf = (oracle: Oracle): string => {
    const name = `${oracle.group}.contract.things`;
    queues.push(name, `${name}.dlq`);
    return name;
  };
  const proxy = async (): Promise<Proxy> => {
    const one = await Proxy.to(rabbit.port);
    proxies.push(one);
    return one;
  };
  const through = ({ port }: Proxy): string => rabbit.url(10, port);
  const stage = (...[at, options]: Parameters<typeof amqpStage>): AmqpStage => {
    const one = amqpStage(at, { backoff: () => 50, ...options });
    stages.push(one);
    return one;
  };

  beforeAll(() => rabbit.start());
  afterAll(() => rabbit.wipe());
  afterEach(async () => {
    await Promise.all(stages.splice(0).map(({ bus }) => bus.close({ drain: 0 })));
    await Promise.all(proxies.splice(0).map((one) => one.close()));
    const connection = await amqp.connect(url);
    const channel = await connection.createChannel();
    for (const queue of queues.splice(0)) await channel.deleteQueue(queue);
    await connection.close();
  });

  const settled = async (oracle: Oracle, stagesToClose: readonly AmqpStage[]): Promise<void> => {
    await oracle.accounted(minute);
    await Promise.all(stagesToClose.map(({ bus }) => bus.close({ drain: 5_000 })));
    const queue = queueOf(oracle);
    oracle.found(await idsIn(url, queue));
    oracle.found(await idsIn(url, `${queue}.dlq`));
    expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
  };

  it.each(['up', 'down'] as const)(
    'A10: cut in the middle of a frame on its way %s: each publish is told the truth',
    { timeout: 2 * minute + rounds(0, 100) * 3_000 },
    async (direction) => {
      const random = seeded(`A10 ${direction}`);
      const oracle = new Oracle();
      const bad = await proxy();
      const producer = stage(through(bad));
      const consumer = stage(url);
      await consumer.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      await oracle.publish(producer.client, 'warm');
      const cuts = rounds(8, 100);
      for (let round = 0; round < cuts; round += 1) {
        // Up, a message takes some 500 bytes; down, a confirm takes 21, for one or many.
        const most = direction === 'up' ? 250_000 : 400;
        bad.cutAfter(direction, 1 + Math.floor(random() * most));
        for (let wave = 0; wave < 10; wave += 1) {
          await Promise.all(Array.from({ length: 40 }, () => oracle.publish(producer.client, 'k')));
        }
      }
      expect(oracle.count('unknown')).toBeGreaterThan(0);
      expect(oracle.count('ok')).toBeGreaterThan(0);
      await settled(oracle, [producer, consumer]);
      report(`A10 ${direction}`, {
        cuts,
        confirmed: oracle.count('ok'),
        unknown: oracle.count('unknown'),
        lost: 0,
        doubled: oracle.doubled,
      });
    },
  );

  it('A7: closed while the broker answers no more, its sockets are closed as well', async () => {
    const oracle = new Oracle();
    const bad = await proxy();
    const sockets: { readonly destroyed: boolean }[] = [];
    const connect = async (): Promise<AmqpConnection> => {
      const connection = await amqp.connect(rabbit.url(0, bad.port));
      sockets.push((connection.connection as unknown as { stream: Socket }).stream);
      return connection;
    };
    const { bus, client } = stage(url, { connect });
    await client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
    queueOf(oracle);
    await oracle.publish(client, 'k');
    await oracle.accounted(minute);
    bad.stall(true);
    await bus.close({ drain: 0 });
    // Nobody else would ever close them: the process could not end.
    await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  it('A13: a cut under fifty handlers: nothing stale is settled, each comes once again', async () => {
    const oracle = new Oracle();
    const bad = await proxy();
    const consumer = stage(through(bad));
    const producer = stage(url);
    const first = new Set<string>();
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const handler = oracle.handler(({ id }) => {
      const isFirst = !first.has(id);
      first.add(id);
      return isFirst ? gate : undefined;
    });
    const subscription = consumer.client.subscribe(
      oracle.group,
      { onThing: handler },
      { concurrency: 50 },
    );
    await subscription.ready;
    await Promise.all(Array.from({ length: 50 }, () => oracle.publish(producer.client, 'k')));
    await oracle.until(() => first.size === 50, minute, 'fifty handlers');
    bad.cut();
    await consumer.reaches('recovering');
    await consumer.reaches('ready');
    // These belong to the channel that is gone; the new one has given out the same tags again.
    letGo();
    await oracle.until(() => oracle.seen.length === 100, minute, 'fifty again');
    await oracle.publish(producer.client, 'after');
    await settled(oracle, [consumer, producer]);
    for (const id of first) expect(oracle.calls(id)).toHaveLength(id.endsWith('-51') ? 1 : 2);
    expect(consumer.log.filter((line) => /406|PRECONDITION|unknown delivery/.test(line))).toEqual(
      [],
    );
  });

  it('A12: cut between the copy to the dead letters and the ack: twice there, not lost', async () => {
    const oracle = new Oracle();
    let cuts = 0;
    const connect = async (): Promise<AmqpConnection> => {
      const connection: AmqpConnection = await amqp.connect(url);
      const createChannel = connection.createChannel.bind(connection);
      connection.createChannel = async () => {
        const channel = await createChannel();
        const ack = channel.ack.bind(channel);
        channel.ack = (message, upTo) => {
          cuts += 1;
          if (cuts > 1) ack(message, upTo);
          else connection.connection.stream?.destroy(new Error('cut by the test'));
        };
        return channel;
      };
      return connection;
    };
    const consumer = stage(url, { connect });
    const producer = stage(url);
    const subscription = consumer.client.subscribe(oracle.group, {
      onThing: oracle.handler(() => {
        throw new NonRetryableError('poison');
      }),
    });
    await subscription.ready;
    const { id } = await oracle.publish(producer.client, 'poison');
    await oracle.until(() => oracle.seen.length === 2, minute, 'the second delivery');
    await expect.poll(() => consumer.bus.health().counters.deadLettered).toBe(2);
    await consumer.bus.close({ drain: 5_000 });
    const queue = queueOf(oracle);
    expect(await idsIn(url, queue)).toEqual([]);
    expect(await idsIn(url, `${queue}.dlq`)).toEqual([id, id]);
  });

  it.each([1, 100])(
    'A14: one active consumer, prefetch %i, is cut: another takes over, in order',
    { timeout: 2 * minute },
    async (concurrency) => {
      const oracle = new Oracle();
      const queue = queueOf(oracle);
      const connection = await amqp.connect(url);
      const channel = await connection.createChannel();
      await channel.assertExchange('contract.events', 'topic', { durable: true });
      await channel.assertQueue(`${queue}.dlq`, { arguments: { 'x-queue-type': 'quorum' } });
      await channel.assertQueue(queue, {
        arguments: { 'x-queue-type': 'quorum', 'x-single-active-consumer': true },
      });
      await channel.bindQueue(queue, 'contract.events', 'contract.things');
      await connection.close();

      const bad = await proxy();
      // Who may not configure is not asked for the arguments, which the document cannot say.
      const as = (user: string, to: string): string => to.replace('guest:guest', `${user}:${user}`);
      await rabbit.ctl('add_user', oracle.run, oracle.run);
      await rabbit.ctl('set_permissions', '-p', '/', oracle.run, '^$', '.*', '.*');
      const active = stage(as(oracle.run, through(bad)), { topology: 'check' });
      const standby = stage(as(oracle.run, url), { topology: 'check' });
      const producer = stage(url);
      const seenBy = { active: 0, standby: 0 };
      let letGo = (): void => undefined;
      const gate = new Promise<void>((resolve) => (letGo = resolve));
      const handlerOf = (member: keyof typeof seenBy) =>
        oracle.handler(() => {
          seenBy[member] += 1;
          const isLast = member === 'active' && seenBy.active >= 150;
          if (isLast && seenBy.active === 150) {
            bad.refuse(true);
            bad.cut();
          }
          return isLast ? gate : new Promise((resolve) => setImmediate(resolve));
        });
      for (const [one, name] of [[active, 'active'] as const, [standby, 'standby'] as const]) {
        const handlers = { onThing: handlerOf(name) };
        const options = { concurrency, order: 'key' as const };
        await one.client.subscribe(oracle.group, handlers, options).ready;
      }
      const keys = concurrency === 1 ? 1 : 20;
      await Promise.all(
        Array.from({ length: 400 }, (_, n) => oracle.publish(producer.client, `k${n % keys}`)),
      );
      await active.reaches('recovering');
      await oracle.accounted(minute);
      expect(seenBy.standby).toBeGreaterThan(0);
      // What waited behind these is the other one's now.
      const begun = seenBy.active;
      expect(begun).toBeGreaterThanOrEqual(150);
      letGo();
      await active.bus.close({ drain: 1_000 });
      expect(seenBy.active).toBe(begun);
      expect(oracle.verdict()).toEqual(Oracle.clean);
    },
  );

  it(
    'A15: headers of 64 KiB, a body of 100 MB, frames of 4 KiB: refused by type, the channel lives',
    { timeout: minute },
    async () => {
      const oracle = new Oracle();
      const small = new URL(url);
      small.searchParams.set('frameMax', '4096');
      const wide = stage(url);
      const narrow = stage(small.href);
      const consumer = stage(url);
      await consumer.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      for (const { client } of [wide, narrow]) await oracle.publish(client, 'warm');

      const tooLarge = { outcome: 'not-sent', code: 'TOO_LARGE' };
      const filler = (bytes: number) => ({ headers: { filler: 'x'.repeat(bytes) } });
      expect(await oracle.publish(wide.client, 'k', filler(65_536))).toMatchObject(tooLarge);
      expect(await oracle.publish(wide.client, 'k', filler(60_000))).toMatchObject({
        outcome: 'ok',
      });
      expect(await oracle.publish(narrow.client, 'k', filler(4_096))).toMatchObject(tooLarge);
      const note = 'x'.repeat(100_000_000);
      const huge = wide.client.publishThing({ thingId: `${oracle.run}/k`, sequence: 0, note });
      await expect(huge).rejects.toMatchObject(tooLarge);
      const many = narrow.client.publishThing({
        thingId: 'many frames',
        sequence: 0,
        note: note.slice(0, 1_000_000),
      });
      await expect(many).resolves.toMatchObject({ id: expect.any(String) });

      for (const { client } of [wide, narrow]) await oracle.publish(client, 'after');
      await settled(oracle, [wide, narrow, consumer]);
      for (const { states } of [wide, narrow]) expect(states).not.toContain('recovering');
    },
  );

  it(
    'A3: a queue that does not answer after a cut is named, holds up no other, and comes back',
    { timeout: 2 * minute },
    async () => {
      const [oracle, other] = [new Oracle(), new Oracle()];
      const bad = await proxy();
      let connections = 0;
      const connect = (): Promise<AmqpConnection> => {
        connections += 1;
        return amqp.connect(through(bad));
      };
      const { bus, client, log, reaches } = stage(through(bad), { connect, answerLimit: 3_000 });
      const queue = queueOf(oracle);
      await client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      await client.subscribe(other.group, { onThing: () => undefined }).ready;
      await oracle.publish(client, 'before');
      await oracle.accounted(minute);

      // As after a crash: the queue has no leader that would answer.
      await rabbit.ctl('eval', `sys:suspend('%2F_${queue}').`);
      try {
        bad.cut();
        await expect.poll(() => bus.health().reason, { timeout: 20_000 }).toContain(queue);
        expect(bus.health().status).toBe('recovering');
        const before = connections;
        const complaints = (): readonly string[] =>
          log.filter((line) => line.includes(queue) && /not answer/.test(line));
        await expect.poll(() => complaints().length, { timeout: 20_000 }).toBeGreaterThan(1);
        const consumers = await rabbit.ctl('list_consumers', 'queue_name', '--silent');
        expect(consumers.split('\n')).toContain(queueOf(other));
        // It was asked again, and no connection was opened anew for one queue.
        expect(connections).toBe(before);
      } finally {
        await rabbit.ctl('eval', `sys:resume('%2F_${queue}').`);
      }
      await reaches('ready');
      await oracle.publish(client, 'after');
      await settled(oracle, []);
    },
  );

  it(
    'A3: a network that flaps: channels do not pile up, nothing is lost',
    { timeout: minute },
    async () => {
      const oracle = new Oracle();
      const bad = await proxy();
      const { bus, client, reaches } = stage(through(bad));
      await client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      for (let flap = 0; flap < rounds(6, 50); flap += 1) {
        const burst = Array.from({ length: 50 }, () => oracle.publish(client, 'k'));
        bad.cut();
        await Promise.all(burst);
        await reaches('ready');
        // One connection to send and one to consume each time, never more.
        expect(bad.open).toBeLessThanOrEqual(2);
      }
      // What was under way at too many cuts is a dead letter: RabbitMQ's own delivery limit.
      const missing = async (): Promise<number> => {
        oracle.found(await idsIn(url, `${queueOf(oracle)}.dlq`));
        return oracle.verdict().lost.length;
      };
      await expect.poll(missing, { timeout: 20_000, interval: 500 }).toBe(0);
      await settled(oracle, []);
      await bus.close({ drain: 2_000 });
      await expect.poll(() => bad.open).toBe(0);
    },
  );
});
