import amqp from 'amqplib';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bus } from '../../fixtures/contract/expected/index.js';
import { amqpBus } from '../../templates/runtime/amqp.js';
import { attach } from '../../templates/runtime/client.js';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import { describeAmqp, kafkaBrokers } from '../brokers/available.js';
import { thingsOn } from '../contract/things.js';
import { silent } from '../runtime/core/support.js';
import { ROOT } from '../support/paths.js';
import { describeDrivers } from './harness/describe-drivers.js';
import { asAdmin } from './harness/kafka-stage.js';
import { bundledProgram } from './harness/program.js';

let program: string;
const fine = Array.from({ length: 20 }, (_, n) => `fine ${n}`);

beforeAll(async () => {
  program = await bundledProgram('dying-handler');
});

afterAll(() => rm(program));

/** Restarts a consumer that a message kills, until `isOver`. @returns its deaths */
const restartUntil = async (
  isOver: () => Promise<boolean>,
  env: Readonly<Record<string, string>>,
  handled: Set<string>,
): Promise<number> => {
  for (let deaths = 0; ; deaths += 1) {
    const child = spawn(process.execPath, [program], {
      cwd: ROOT,
      env: { ...process.env, BROKERS: undefined, ...env },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (thingId) => {
      if (typeof thingId === 'string') handled.add(thingId);
    });
    const ended = once(child, 'exit').then(([code]) => Number(code));
    while (child.exitCode === null && !(await isOver())) {
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 300))]);
    }
    if (child.exitCode === null) child.send('close');
    if ((await ended) === 0) return deaths;
    expect(child.exitCode).toBe(13);
  }
};

const crashLoop = async (
  bus: Bus,
  names: { readonly address: string; readonly group: string },
  env: Readonly<Record<string, string>>,
): Promise<number> => {
  const { address, group } = names;
  const things = thingsOn(address);
  const link = attach(bus, things);
  const subscription = link.subscribe(
    group,
    { onThing: () => undefined },
    { from: 'earliest', order: 'none' },
  );
  await subscription.ready;
  await subscription.close();
  const { publishThing } = things.operations;
  for (const thingId of ['poison', ...fine]) {
    await link.send(publishThing, 'ThingChanged', { thingId, sequence: 1 });
  }
  const handled = new Set<string>();
  const letters = link.deadLetters(group);
  const isOver = async (): Promise<boolean> =>
    fine.every((one) => handled.has(one)) && (await letters.list()).length > 0;
  const deaths = await restartUntil(isOver, { ...env, ADDRESS: address, GROUP: group }, handled);
  expect([...handled].sort()).toEqual([...fine].sort());
  expect(await letters.list()).toMatchObject([{ reason: 'delivery-limit', key: 'poison' }]);
  return deaths;
};

describeAmqp('a message that kills its consumer, on RabbitMQ', (url) => {
  it(
    'A6: ends up with the dead letters, where RabbitMQ puts it; the others flow',
    { timeout: 120_000 },
    async () => {
      const address = `crash-${randomUUID().slice(0, 8)}`;
      const bus = amqpBus({ connect: () => amqp.connect(url), log: silent });
      const deaths = await crashLoop(bus, { address, group: 'a6' }, { AMQP_URL: url });
      expect(deaths).toBeGreaterThan(1);
      await bus.close({ drain: 1_000 });
      const connection = await amqp.connect(url);
      const channel = await connection.createChannel();
      const queue = `a6.${address}`;
      for (const name of [queue, `${queue}.dlq`, `${queue}.retry.20`, `${queue}.retry.40`]) {
        await channel.deleteQueue(name);
      }
      await connection.close();
    },
  );
});

describeDrivers('a message that kills its consumer, on Kafka', (driver) => {
  it(
    'A6: with crashGuard ends up with the dead letters; the others flow',
    { timeout: 120_000 },
    async () => {
      const brokers = kafkaBrokers() ?? [];
      const address = `crash-${randomUUID().slice(0, 8)}`;
      const bus = kafkaBus({ ...driver.options(brokers), log: silent });
      const env = { BROKERS: brokers.join(','), DRIVER: driver.name };
      const deaths = await crashLoop(bus, { address, group: `a6-${address}` }, env);
      expect(deaths).toBe(3);
      await bus.close({ drain: 1_000 });
      const topics = [address, `${address}.a6-${address}.dlq`];
      await asAdmin(brokers, (admin) => admin.deleteTopics({ topics }));
    },
  );
});
