import { expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { AnyHandler } from '../../../templates/runtime/core/receive/routes.js';
import { RetryLater } from '../../../templates/runtime/errors.js';
import { scriptedBus } from './scripted.js';
import { contractOf, message, turn } from './support.js';

const typed = { 'event-type': 'Pet', 'event-id': 'id-1', tenant: 'acme', 'x-death': [] };
const retry = { mode: 'delayed', maxAttempts: 3, firstDelay: 1_000, factor: 3 } as const;

const subscribed = async (handler: AnyHandler) => {
  const world = scriptedBus();
  world.transport.postpones = true;
  const link = attach(world.bus, contractOf([message('Pet')]));
  await link.subscribe('g', { receive: handler }, { retry }).ready;
  return world;
};

const fails = () => {
  throw new Error('no');
};

it('settles once the copy is stored, which carries on what was tried', async () => {
  const { transport, clock, bus } = await subscribed(fails);
  const fate = transport.deliver('{}', { ...typed, 'x-not-before': 'long ago' });
  const now = clock.now();
  await turn();
  expect([fate.settled, fate.released, fate.copies.length]).toEqual([1, 0, 0]);
  const [copy] = fate.postponed;
  expect(copy?.wait).toBe(1_000);
  const { 'x-dead-first-failure': firstFailure, ...headers } = copy?.headers ?? {};
  expect(headers).toEqual({
    'event-type': 'Pet',
    'event-id': 'id-1',
    tenant: 'acme',
    'retry-count': 1,
  });
  expect(Math.abs(timeOf(firstFailure) - now)).toBeLessThan(1_000);
  expect(bus.health().counters).toMatchObject({ retried: 1, deadLettered: 0 });
});

it('goes on counting with a copy, but believes nobody else', async () => {
  const attempts: number[] = [];
  const { transport } = await subscribed(({ attempt }) => {
    attempts.push(attempt);
    throw new Error('no');
  });
  const first = '2026-01-01T00:00:00.000Z';
  const tried = { ...typed, 'retry-count': '2', 'x-dead-first-failure': first };
  const waited = transport.deliver('{}', tried, { postponed: 0 });
  const forged = transport.deliver('{}', tried);
  await turn();
  expect(attempts).toEqual([3, 1]);
  expect(waited.copies[0]?.headers).toMatchObject({
    'retry-count': 2,
    'x-dead-reason': 'attempts-exhausted',
    'x-dead-first-failure': first,
  });
  expect(forged.postponed[0]?.headers).toMatchObject({ 'retry-count': 1 });
});

it('has a copy wait for another round, without a call, when its time has not come', async () => {
  let calls = 0;
  const { transport } = await subscribed(() => {
    calls += 1;
  });
  const fate = transport.deliver('{}', { ...typed, 'retry-count': 1 }, { postponed: 700 });
  await turn();
  expect(calls).toBe(0);
  expect(fate.settled).toBe(1);
  expect(fate.postponed).toEqual([{ wait: 700, headers: expect.objectContaining(typedTry(1)) }]);
});

const typedTry = (count: number) => ({ 'event-id': 'id-1', 'retry-count': count });

it('tries again in place when the copy is not stored, and says so', async () => {
  const attempts: number[] = [];
  const { transport, clock, bus } = await subscribed(({ attempt }) => {
    attempts.push(attempt);
    throw new Error('no');
  });
  transport.copyErrors.push(new Error('no confirm'));
  const fate = transport.deliver('{}', typed);
  await turn();
  expect([fate.settled, fate.postponed.length]).toEqual([0, 0]);
  expect(bus.health().status).toBe('degraded');
  clock.advance(1_000);
  await turn();
  expect(attempts).toEqual([1, 2]);
  expect(fate.settled).toBe(1);
  expect(fate.postponed).toMatchObject([{ wait: 3_000, headers: { 'retry-count': 2 } }]);
  expect(bus.health().status).toBe('ready');
});

it('tries again in place where nothing can wait', async () => {
  const attempts: number[] = [];
  const { transport, clock, bus } = await subscribed(({ attempt }) => {
    attempts.push(attempt);
    if (attempt === 1) throw new RetryLater(500);
  });
  transport.postpones = false;
  const fate = transport.deliver('{}', typed);
  await turn();
  expect(bus.health().status).toBe('ready');
  clock.advance(300);
  await turn();
  expect(attempts).toEqual([1]);
  clock.advance(200);
  await turn();
  expect(attempts).toEqual([1, 2]);
  expect(fate.settled).toBe(1);
});

const timeOf = (header: unknown): number =>
  typeof header === 'string' ? Date.parse(header) : Number.NaN;
