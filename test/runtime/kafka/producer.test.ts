import { afterEach, expect, it } from 'vitest';
import type { Driver } from '../../../templates/runtime/kafka/driver.js';
import { SendFailure } from '../../../templates/runtime/kafka/driver.js';
import { Producer } from '../../../templates/runtime/kafka/producer.js';
import { pass } from '../../faults/harness/schedule.js';

const warnings: string[] = [];
const note = ({ name }: Error): void => void warnings.push(name);
afterEach(() => void process.off('warning', note));

const partitions = 40;
const record = { key: undefined, value: new Uint8Array(1), headers: {} };

/** A library that connects at the third attempt, and confirms everything then. */
const lateDriver = () => {
  const made = { attempts: 0 };
  const createProducer: Driver['createProducer'] = () => {
    made.attempts += 1;
    const connects = made.attempts > 2;
    return {
      connect: async () => {
        // A connection takes a moment, in which all partitions begin to wait for it.
        await pass(10);
        if (!connects) throw new Error('not yet');
      },
      send: async () => 0n,
      disconnect: async () => undefined,
    };
  };
  return { made, driver: { createProducer } as Driver };
};

it('waits for its broker once, however many partitions wait', async () => {
  process.on('warning', note);
  const { made, driver } = lateDriver();
  const trouble: (string | undefined)[] = [];
  const producer = new Producer({
    driver,
    patient: true,
    maxBytes: 1_000,
    trouble: (error) => void trouble.push(error?.message),
  });
  const key = (n: number): string => `key ${n}`;
  await Promise.all(
    Array.from({ length: 10 * partitions }, (_, n) =>
      producer.publish('topic', { ...record, key: key(n) }, partitions, undefined),
    ),
  );
  expect(made.attempts).toBe(3);
  expect(trouble.filter((problem) => problem !== undefined)).toEqual(['not yet', 'not yet']);
  await producer.close();
  expect(warnings).toEqual([]);
});

it('gives each publish its own outcome where the records of a batch fared differently', async () => {
  const each = [undefined, new SendFailure('too-large', 'l'), new SendFailure('rejected', 'r')];
  const createProducer: Driver['createProducer'] = () => ({
    connect: async () => undefined,
    send: () => Promise.reject(new SendFailure('rejected', 'some', each)),
    disconnect: async () => undefined,
  });
  const driver = { createProducer } as Driver;
  const options = { driver, patient: true, maxBytes: 1_000, trouble: () => undefined };
  const producer = new Producer(options);
  const sent = each.map(() => producer.publish('topic', record, 1, undefined));
  const outcomes = await Promise.allSettled(sent);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { reason: { code: 'TOO_LARGE', outcome: 'not-sent' } },
    { reason: { outcome: 'not-sent' } },
  ]);
  await producer.close();
});
