import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { amqpBus } from '../../../templates/runtime/amqp.js';
import { attach } from '../../../templates/runtime/client.js';
import type { Link } from '../../../templates/runtime/client.js';
import type {
  ChannelContract,
  Contract,
  OperationContract,
} from '../../../templates/runtime/contract.js';
import { NonRetryableError } from '../../../templates/runtime/errors.js';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import type { Bus } from '../../../templates/runtime/types.js';
import { describeAmqp, describeKafkas } from '../../brokers/available.js';
import { message, silent } from './support.js';

const refuse = (): never => {
  throw new NonRetryableError('never');
};

type More = Partial<OperationContract>;

/** What the document says of its operations decides where the dead letters are looked for. */
const contractOf = (run: string, operations: Readonly<Record<string, More>>): Contract => {
  const messages = [message('Noted')];
  const channels: Record<string, ChannelContract> = {};
  const channelOf = (id: string): ChannelContract =>
    (channels[id] ??= { id, address: `${run}.${id}`, messages });
  const retry = { maxAttempts: 1 };
  const all = Object.entries(operations).flatMap(([name, more]): OperationContract[] => {
    const channel = channelOf(name.split('_')[0]!);
    return [
      { name: `send_${name}`, action: 'send', channel, messages },
      { name, action: 'receive', channel, messages, retry, ...more },
    ];
  });
  return {
    title: run,
    version: '1.0.0',
    operations: Object.fromEntries(all.map((one) => [one.name, one])),
  };
};

const open: Bus[] = [];
afterEach(() => Promise.all(open.splice(0).map((bus) => bus.close({ drain: 0 }))));

async function sendAndBury(bus: Bus, link: Link, contract: Contract, names: readonly string[]) {
  const before = bus.health().counters.deadLettered;
  const sent = await Promise.all(
    names.map((name) => link.send(contract.operations[`send_${name}`]!, 'Noted', { name })),
  );
  await expect
    .poll(() => bus.health().counters.deadLettered, { timeout: 30_000 })
    .toBe(before + names.length);
  return sent.map(({ id }) => id);
}

describe('where the dead letters of a group are looked for', { timeout: 60_000 }, () => {
  describeKafkas('on Kafka', (brokers) => {
    it('is the group that a binding gives an operation, and the one that was asked for else', async () => {
      const run = `fixed-${randomUUID().slice(0, 8)}`;
      const client = new Kafka({
        clientId: run,
        brokers: [...brokers],
        logLevel: logLevel.NOTHING,
      });
      const bus = kafkaBus({ client, log: silent });
      open.push(bus);
      const contract = contractOf(run, {
        bound: { bindings: { kafka: { groupId: `${run}-pinned` } } },
        free: {},
        limited: { bindings: { kafka: { groupIds: [`${run}-other`, `${run}-more`] } } },
      });
      const link = attach(bus, contract);
      const subscriptions = [
        link.subscribe(run, { bound: refuse }),
        link.subscribe(run, { free: refuse }),
      ];
      await Promise.all(subscriptions.map(({ ready }) => ready));
      const [bound, free] = await sendAndBury(bus, link, contract, ['bound', 'free']);
      const found = await link.deadLetters(run).list();
      expect(new Map(found.map(({ id, place }) => [id, place]))).toEqual(
        new Map([
          [bound, `${run}.bound.${run}-pinned.dlq`],
          [free, `${run}.free.${run}.dlq`],
        ]),
      );
      expect((await link.deadLetters(run).list({ limit: 1 })).length).toBe(1);
      expect(await link.deadLetters(run).peek(bound!)).toMatchObject({ id: bound });
      const pinned = await link.deadLetters(`${run}-pinned`).list();
      expect(pinned.map(({ id }) => id)).toEqual([bound]);
      const again = await link.deadLetters(run).redrive();
      expect(new Set(again.ids)).toEqual(new Set([bound, free]));
      await expect.poll(() => bus.health().counters.deadLettered, { timeout: 30_000 }).toBe(4);
      const later = await link.deadLetters(run).list();
      expect(later.map(({ redriven }) => redriven)).toEqual([1, 1]);
      const admin = client.admin();
      await admin.connect();
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(run));
      await Promise.all(open.splice(0).map((one) => one.close({ drain: 0 })));
      await admin.deleteTopics({ topics });
      await admin.disconnect();
    });
  });

  describeAmqp('on RabbitMQ', (url) => {
    it('is where each operation of a channel puts its own', async () => {
      const run = `fixed-${randomUUID().slice(0, 8)}`;
      const bus = amqpBus({ connect: () => connect(url), log: silent });
      open.push(bus);
      const contract = contractOf(run, {
        shared_first: { deadLetter: `${run}.first` },
        shared_second: { deadLetter: `${run}.second` },
      });
      const link = attach(bus, contract);
      await link.subscribe(`${run}-a`, { shared_first: refuse }).ready;
      const [id] = await sendAndBury(bus, link, contract, ['shared_first']);
      const found = await link.deadLetters(`${run}-a`).list();
      expect(found).toMatchObject([{ id, place: `${run}.first` }]);
      await bus.close({ drain: 0 });
      await remove(run, [`${run}.first`, `${run}-a.${run}.shared`]);
    });

    it('sends each letter of a shared queue to the queue that it came from', async () => {
      const run = `shared-${randomUUID().slice(0, 8)}`;
      const bus = amqpBus({ connect: () => connect(url), log: silent });
      open.push(bus);
      const deadLetter = `${run}.graveyard`;
      const contract = contractOf(run, { one: { deadLetter }, two: { deadLetter } });
      const link = attach(bus, contract);
      const calls: string[] = [];
      const refuseTo = (name: string) => () => {
        calls.push(name);
        return refuse();
      };
      await link.subscribe(run, { one: refuseTo('one'), two: refuseTo('two') }).ready;
      await sendAndBury(bus, link, contract, ['one', 'two']);
      expect((await link.deadLetters(run).redrive()).ids).toHaveLength(2);
      await expect.poll(() => bus.health().counters.deadLettered, { timeout: 30_000 }).toBe(4);
      expect(calls.toSorted()).toEqual(['one', 'one', 'two', 'two']);
      await bus.close({ drain: 0 });
      await remove(run, [deadLetter, `${run}.${run}.one`, `${run}.${run}.two`]);
    });

    async function remove(run: string, queues: readonly string[]): Promise<void> {
      const admin = await connect(url);
      const channel = await admin.createChannel();
      for (const queue of queues) await channel.deleteQueue(queue);
      await channel.deleteExchange(`${run}.events`);
      await admin.close();
    }
  });
});
