import { afterEach, expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import { NonRetryableError, RetryLater } from '../../../templates/runtime/errors.js';
import { memoryInbox } from '../../../templates/runtime/inbox.js';
import type { Message } from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { Buses, contractOf, message, turn } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

const contract = contractOf([message('Pet')], { receive: { retry: { maxAttempts: 3 } } });

it('tells what each group did; the bus tells the sum', async () => {
  const bus = buses.make();
  const link = attach(bus, contract);
  const calls: number[] = [];
  const receive = ({ payload, attempt }: Message): void => {
    calls.push(attempt);
    if (payload === 'late' && attempt === 1) throw new RetryLater(0);
    if (payload === 'bad') throw new NonRetryableError('never');
  };
  const careful = link.subscribe('careful', { receive }, { inbox: memoryInbox() });
  const simple = link.subscribe('simple', { receive: () => undefined });
  await Promise.all([careful.ready, simple.ready]);
  for (const [id, payload] of Object.entries({ a: 'good', b: 'late', c: 'bad' })) {
    await link.send(contract.send, 'Pet', payload, { id });
  }
  await link.send(contract.send, 'Pet', 'good', { id: 'a' });
  await bus.settled();
  const none = { skipped: 0, unidentified: 0, expired: 0 };
  expect(careful.health()).toEqual({
    inFlight: 0,
    waiting: 0,
    counters: { ...none, handled: 3, retried: 1, deadLettered: 1, duplicates: 1 },
  });
  expect(simple.health().counters).toMatchObject({ handled: 4, retried: 0, duplicates: 0 });
  expect(bus.health().counters).toMatchObject({
    handled: 7,
    retried: 1,
    deadLettered: 1,
    duplicates: 1,
  });
});

it('tells what it has in hand', async () => {
  const bus = buses.make();
  const link = attach(bus, contract);
  let release = (): void => undefined;
  const stuck = new Promise<void>((resolve) => {
    release = resolve;
  });
  const subscription = link.subscribe('g', { receive: () => stuck }, { concurrency: 1 });
  await subscription.ready;
  await link.send(contract.send, 'Pet', 1);
  await link.send(contract.send, 'Pet', 2);
  await turn();
  expect(subscription.health()).toMatchObject({ inFlight: 1, waiting: 1 });
  release();
  await bus.settled();
  expect(subscription.health()).toMatchObject({ inFlight: 0, waiting: 0 });
});

it('does not wait longer for the lag than it is told', async () => {
  const { transport, bus, clock } = scriptedBus();
  let answer: (messages: number) => void = () => undefined;
  transport.lag = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const subscription = attach(bus, contract).subscribe('g', { receive: () => undefined });
  await subscription.ready;
  const [late, patient] = [subscription.lag({ timeout: 500 }), subscription.lag()];
  const refused = expect(late).rejects.toMatchObject({ code: 'NO_ANSWER' });
  await turn();
  clock.advance(500);
  await refused;
  answer(7);
  expect(await patient).toEqual({ messages: 7, age: 0 });
  const soon = subscription.lag({ timeout: 500 });
  await turn();
  answer(3);
  expect(await soon).toEqual({ messages: 3, age: 0 });
});
