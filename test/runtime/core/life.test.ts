import { expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import { NotConnectedError } from '../../../templates/runtime/errors.js';
import type { BusOptions } from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { contractOf, message, recorder, turn } from './support.js';

const contract = contractOf([message('Pet')]);
const never = (): Promise<never> => new Promise<never>(() => undefined);

const world = (options: BusOptions = {}) => {
  const made = scriptedBus(options);
  const link = attach(made.bus, contract);
  return { ...made, link, publish: (more = {}) => link.send(contract.send, 'Pet', 1, more) };
};

/** Moves time on, in steps, until the promise has ended. @returns the milliseconds that it took */
const passed = async (clock: { advance(ms: number): void }, ending: Promise<unknown>) => {
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  ending.then(end, end);
  for (let time = 0; time <= 60_000; time += 100) {
    await turn();
    if (ended) return time;
    clock.advance(100);
  }
  throw new Error('it did not end within a minute');
};

it('logs that the broker is away, once, and that it is back', async () => {
  const log = recorder();
  const { transport, bus } = world({ log });
  await bus.connect();
  for (let again = 0; again < 3; again += 1) transport.host?.status('recovering', 'the cable');
  transport.host?.status('ready');
  await bus.close();
  expect(log.lines).toEqual([
    'warn the bus is recovering {"reason":"the cable"}',
    'info the bus is ready again {}',
  ]);
});

it('caps the unconfirmed publishes: the next one waits for room', async () => {
  const { transport, bus, publish } = world({ unconfirmed: 2 });
  const confirms: (() => void)[] = [];
  transport.confirm = () => new Promise((resolve) => confirms.push(resolve));
  const publishing = [publish(), publish(), publish()];
  await turn();
  expect(transport.sent).toHaveLength(2);
  expect(bus.health().unconfirmed).toBe(2);
  confirms[0]?.();
  await publishing[0];
  await turn();
  expect(transport.sent).toHaveLength(3);
  for (const confirm of confirms) confirm();
  await Promise.all(publishing);
  expect(bus.health()).toMatchObject({ unconfirmed: 0, counters: { published: 3 } });
});

it('rejects instead, when it was told to', async () => {
  const { transport, publish } = world({ unconfirmed: 1, overflow: 'reject' });
  const confirms: (() => void)[] = [];
  transport.confirm = () => new Promise((resolve) => confirms.push(resolve));
  const first = publish();
  await turn();
  await expect(publish()).rejects.toMatchObject({ code: 'SATURATED', outcome: 'not-sent' });
  confirms[0]?.();
  await first;
});

it('a publish without confirm times out: unknown if it was sent, not-sent if it waited', async () => {
  const { transport, clock, publish } = world({ unconfirmed: 1, publishTimeout: 5_000 });
  transport.confirm = (_, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('no confirm')));
    });
  const sent = publish();
  const waiting = publish({ timeout: 1_000 });
  const fates = [
    expect(sent).rejects.toMatchObject({ code: 'PUBLISH_TIMEOUT', outcome: 'unknown' }),
    expect(waiting).rejects.toMatchObject({ code: 'PUBLISH_TIMEOUT', outcome: 'not-sent' }),
  ];
  await turn();
  clock.advance(1_000);
  await turn();
  clock.advance(4_000);
  await Promise.all(fates);
});

it('tries to connect for ever, with back-off, and all who wait share one attempt', async () => {
  const { transport, clock, bus, publish } = world();
  transport.connectErrors.push(new NotConnectedError('no'), new NotConnectedError('no'));
  const publishing = Promise.all([bus.connect(), publish(), publish()]);
  expect(await passed(clock, publishing)).toBeGreaterThan(0);
  expect(transport.connects).toBe(3);
  expect(transport.sent).toHaveLength(2);
});

it('with failFast, says at once that there is no broker', async () => {
  const { transport, bus } = world();
  transport.connectErrors.push(new NotConnectedError('no'));
  await expect(bus.connect({ failFast: true })).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  expect(transport.connects).toBe(1);
  await bus.connect({ failFast: true });
});

it('a publish gives up waiting for the connection at its time limit', async () => {
  const { transport, clock, publish } = world();
  transport.connectErrors.push(...Array.from({ length: 100 }, () => new NotConnectedError('no')));
  const publishing = publish({ timeout: 3_000 });
  const seen = expect(publishing).rejects.toMatchObject({ outcome: 'not-sent' });
  expect(await passed(clock, publishing)).toBe(3_000);
  await seen;
});

it('closes while it cannot connect, and what waited is not sent', async () => {
  const { transport, clock, bus, publish } = world();
  transport.connectErrors.push(...Array.from({ length: 100 }, () => new NotConnectedError('no')));
  const publishing = publish();
  const seen = expect(publishing).rejects.toMatchObject({ code: 'CLOSED', outcome: 'not-sent' });
  await turn();
  const closing = bus.close({ drain: 1_000 });
  expect(await passed(clock, closing)).toBeLessThanOrEqual(6_000);
  await seen;
  expect(bus.health().status).toBe('closed');
});

it('closes twice, at once and later, with one shared promise', async () => {
  const { transport, bus } = world();
  await bus.connect();
  const first = bus.close();
  expect(bus.close({ drain: 1 })).toBe(first);
  await first;
  expect(bus.close()).toBe(first);
  expect(transport.closes).toBe(1);
});

it('closes from inside a handler without waiting for it, and settles it afterwards', async () => {
  const { transport, bus, link } = world();
  const { ready } = link.subscribe('g', {
    receive: async () => {
      await bus.close({ drain: 20_000 });
    },
  });
  await ready;
  const fate = transport.deliver('1', { 'event-type': 'Pet' });
  const begin = performance.now();
  await turn();
  await bus.close();
  expect(performance.now() - begin).toBeLessThan(1_000);
  expect(fate.settled + fate.released).toBe(1);
});

it('a handler that joins a close that has begun is not waited for either', async () => {
  const { transport, clock, bus, link } = world();
  let join = (): void => undefined;
  const joined = new Promise<void>((resolve) => {
    join = resolve;
  });
  const receive = async (): Promise<void> => {
    await joined;
    await bus.close();
  };
  await link.subscribe('g', { receive }).ready;
  const fate = transport.deliver('1', { 'event-type': 'Pet' });
  await turn();
  const closing = bus.close({ drain: 20_000 });
  await turn();
  join();
  expect(await passed(clock, closing)).toBeLessThan(1_000);
  expect(fate.settled + fate.released).toBe(1);
});

it('waits the drain for a handler, aborts it, and gives its message back after a second', async () => {
  const { transport, clock, bus, link } = world();
  const signals: AbortSignal[] = [];
  const { ready } = link.subscribe(
    'g',
    {
      receive: (_: unknown, { signal }: { signal: AbortSignal }) => {
        signals.push(signal);
        return never();
      },
    },
    { concurrency: 1 },
  );
  await ready;
  const stuck = transport.deliver('1', { 'event-type': 'Pet' });
  const waiting = transport.deliver('1', { 'event-type': 'Pet' });
  await turn();
  const closing = bus.close({ drain: 2_000 });
  await turn();
  expect(transport.stopped).toBe(1);
  expect(waiting).toMatchObject({ settled: 0, released: 1 });
  expect(signals[0]?.aborted).toBe(false);
  expect(await passed(clock, closing)).toBe(3_000);
  expect(signals[0]?.aborted).toBe(true);
  expect(stuck).toMatchObject({ settled: 0, released: 1, copies: [] });
});

it('ends at drain + 5 s though handler, consumer and connection all hang', async () => {
  const { transport, clock, bus, link, publish } = world();
  transport.stuck = true;
  transport.confirm = never;
  await link.subscribe('g', { receive: never }).ready;
  transport.deliver('1', { 'event-type': 'Pet' });
  void publish().catch(() => undefined);
  await turn();
  const took = await passed(clock, bus.close({ drain: 2_000 }));
  expect(took).toBeGreaterThan(2_000);
  expect(took).toBeLessThanOrEqual(7_000);
  expect(bus.health().status).toBe('closed');
});

it('lets publishes that are under way end, and refuses new ones', async () => {
  const { transport, bus, publish } = world();
  const confirms: (() => void)[] = [];
  transport.confirm = () => new Promise((resolve) => confirms.push(resolve));
  const under = publish();
  await turn();
  const closing = bus.close();
  await expect(publish()).rejects.toMatchObject({ code: 'CLOSED' });
  await turn();
  for (const confirm of confirms) confirm();
  await expect(under).resolves.toHaveProperty('id');
  await closing;
});
