import amqp from 'amqplib';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createClient, RetryLater } from '../../fixtures/contract/expected/index.js';
import { amqpBus } from '../../templates/runtime/amqp.js';
import { describeAmqp } from '../brokers/available.js';
import { Journal } from '../contract/journal.js';
import { silent } from '../runtime/core/support.js';

/** `npm run test:soak` has 1,000 messages wait 1 s and 60 s. */
const isSoak = process.env['FAULT_ROUNDS'] !== undefined;
const messages = isSoak ? 1_000 : 100;
const waits = isSoak ? ([1_000, 60_000] as const) : ([2_000, 6_000] as const);

/** What a busy machine may add, in milliseconds: the copy is made and confirmed, its turn comes. */
const busy = 500;

interface Waited {
  readonly wait: number;
  /** Milliseconds from the failure to the next call. */
  readonly time: number;
}

describeAmqp('retries that wait on RabbitMQ', (url) => {
  it(
    `A11: ${messages} messages wait ${waits.join(' or ')} ms, each its own time ±10 %`,
    { timeout: 150_000 },
    async () => {
      const [short, long] = waits;
      const group = `waits-${randomUUID().slice(0, 8)}`;
      const bus = amqpBus({ connect: () => amqp.connect(url), log: silent });
      const client = createClient(bus);
      const done = new Journal<Waited>(120_000);
      const failed = new Map<number, number>();
      const factor = long / short;
      const retry = { maxAttempts: 3, firstDelay: short, factor, maxDelay: long };
      await client.subscribe(
        group,
        {
          onThing: ({ payload: { sequence, thingId }, attempt }) => {
            if (thingId !== group) return;
            if (attempt === 1) {
              failed.set(sequence, performance.now());
              throw new RetryLater(sequence % 2 === 0 ? short : long);
            }
            const time = performance.now() - (failed.get(sequence) ?? 0);
            done.add({ wait: sequence % 2 === 0 ? short : long, time });
          },
        },
        { retry: { ...retry, mode: 'delayed' } },
      ).ready;
      for (let sequence = 0; sequence < messages; sequence += 1) {
        await client.publishThing({ thingId: group, sequence });
      }
      const all = await done.atLeast(messages);
      for (const wait of waits) {
        const times = all.filter((one) => one.wait === wait).map(({ time }) => time);
        expect(Math.min(...times)).toBeGreaterThan(wait * 0.99);
        expect(Math.max(...times)).toBeLessThan(wait * 1.1 + busy);
      }
      expect(failed.size).toBe(messages);
      await bus.close({ drain: 2_000 });
      const connection = await amqp.connect(url);
      const channel = await connection.createChannel();
      const queue = `${group}.contract.things`;
      const asides = waits.map((wait) => `${queue}.retry.${wait}`);
      for (const name of [queue, `${queue}.dlq`, ...asides]) await channel.deleteQueue(name);
      await connection.close();
    },
  );
});
