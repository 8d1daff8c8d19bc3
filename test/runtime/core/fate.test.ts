import { expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { MessageContract, OperationContract } from '../../../templates/runtime/contract.js';
import { NonRetryableError, RetryLater } from '../../../templates/runtime/errors.js';
import type { AnyHandler } from '../../../templates/runtime/core/receive/routes.js';
import type {
  BusOptions,
  Context,
  Message,
  SubscribeDefaults,
} from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { contractOf, message, turn } from './support.js';

const pet = message('Pet', {
  payload: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
});
const typed = { 'event-type': 'Pet', 'event-id': 'id-1' };

const subscribed = async (
  handler: AnyHandler,
  more: {
    readonly messages?: readonly MessageContract[];
    readonly receive?: Partial<OperationContract>;
    readonly options?: SubscribeDefaults;
    readonly bus?: BusOptions;
  } = {},
) => {
  const world = scriptedBus(more.bus);
  const contract = contractOf(more.messages ?? [pet], { receive: more.receive ?? {} });
  const link = attach(world.bus, contract);
  const subscription = link.subscribe('g', { receive: handler }, more.options);
  await subscription.ready;
  return { ...world, link, contract, subscription };
};

it.each([
  ['a payload that does not fit', '{"name":1}', typed, 'schema-invalid'],
  ['a payload that is cut off', '{"name":', typed, 'unparseable'],
  ['no payload', '', typed, 'unparseable'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), typed, 'unparseable'],
  ['an overlong UTF-8 form', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), typed, 'unparseable'],
  ['an unknown type', '{"name":"x"}', { 'event-type': 'Dragon' }, 'unknown-type'],
  [
    'more than 16 MiB',
    JSON.stringify({ name: 'x'.repeat(16 * 1024 * 1024) }),
    typed,
    'unparseable',
  ],
  ['100,000 brackets', '['.repeat(100_000), typed, 'unparseable'],
])('buries %s at once, unchanged, and calls nobody', async (_, body, headers, reason) => {
  let calls = 0;
  const { transport, bus } = await subscribed(() => {
    calls += 1;
  });
  const fate = transport.deliver(body, { ...headers, tenant: 'acme', 'x-delivery-count': 3 });
  await turn();
  expect(calls).toBe(0);
  expect([fate.settled, fate.released, fate.copies.length]).toEqual([1, 0, 1]);
  const [copy] = fate.copies;
  // Not `toEqual`, which lists the keys of 16 MiB.
  expect(copy?.body.length).toBe(body.length);
  expect(Buffer.from(body).equals(copy?.body ?? Buffer.alloc(0))).toBe(true);
  expect(copy?.headers).toMatchObject({
    ...headers,
    tenant: 'acme',
    'retry-count': 0,
    'x-dead-reason': reason,
    'x-dead-source': 'address',
    'x-dead-consumer': 'g',
    'x-dead-contract': 'Test 1.0.0',
  });
  expect(copy?.headers).not.toHaveProperty('x-delivery-count');
  expect(bus.health().counters).toMatchObject({ deadLettered: 1, handled: 0, retried: 0 });
});

it('notes at most ten issues, and 1 KiB of the error', async () => {
  const { transport } = await subscribed(
    () => {
      throw new NonRetryableError('ä'.repeat(600));
    },
    { messages: [pet, message('Rows', { payload: { items: { type: 'string' } } })] },
  );
  const rows = transport.deliver(JSON.stringify(Array.from({ length: 20 }, () => 1)), {
    'event-type': 'Rows',
  });
  const long = transport.deliver('{"name":"x"}', typed);
  await turn();
  expect(JSON.parse(rows.copies[0]?.headers['x-dead-validation'] as string)).toHaveLength(10);
  expect(long.copies[0]?.headers['error-message']).toBe('ä'.repeat(512));
});

it('settles what is known but not asked for, and counts it', async () => {
  const { transport, bus } = await subscribed(() => undefined, {
    messages: [pet],
    receive: { channel: { id: 'channel', address: 'address', messages: [pet, message('Food')] } },
  });
  const fate = transport.deliver('1', { 'event-type': 'Food' });
  await turn();
  expect(fate).toMatchObject({ settled: 1, copies: [] });
  expect(bus.health().counters).toMatchObject({ skipped: 1, handled: 0, deadLettered: 0 });
});

it('settles after the handler, not before', async () => {
  let finish = (): void => undefined;
  const { transport } = await subscribed(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const fate = transport.deliver('{"name":"x"}', typed);
  await turn();
  expect(fate.settled).toBe(0);
  finish();
  await turn();
  expect(fate).toMatchObject({ settled: 1, released: 0 });
});

it('buries a NonRetryableError after one call, with its class', async () => {
  let calls = 0;
  const { transport } = await subscribed(
    () => {
      calls += 1;
      throw new NonRetryableError('no use');
    },
    { receive: { retry: { maxAttempts: 5 } } },
  );
  const fate = transport.deliver('{"name":"x"}', typed);
  await turn();
  expect(calls).toBe(1);
  expect(fate.copies[0]?.headers).toMatchObject({
    'x-dead-reason': 'non-retryable',
    'x-dead-error': 'NonRetryableError (NON_RETRYABLE)',
    'error-message': 'no use',
  });
});

it('waits as long as RetryLater says, and counts the attempt', async () => {
  const attempts: number[] = [];
  const { transport, clock } = await subscribed(
    ({ attempt }) => {
      attempts.push(attempt);
      throw new RetryLater(30_000);
    },
    { receive: { retry: { maxAttempts: 2, firstDelay: 1 } } },
  );
  const fate = transport.deliver('{"name":"x"}', typed);
  await turn();
  clock.advance(29_000);
  await turn();
  expect(attempts).toEqual([1]);
  clock.advance(1_000);
  await turn();
  expect(attempts).toEqual([1, 2]);
  expect(fate.copies[0]?.headers).toMatchObject({
    'x-dead-reason': 'attempts-exhausted',
    'retry-count': 1,
  });
});

it('gives each attempt the payload as it came', async () => {
  const seen: unknown[] = [];
  const { transport, clock } = await subscribed(
    ({ payload }) => {
      seen.push(structuredClone(payload));
      Object.assign(payload as object, { name: 'changed' });
      throw new Error('again');
    },
    { receive: { retry: { maxAttempts: 2, firstDelay: 10 } } },
  );
  transport.deliver('{"name":"x"}', typed);
  await turn();
  clock.advance(20);
  await turn();
  expect(seen).toEqual([{ name: 'x' }, { name: 'x' }]);
});

it('frees the slot of a handler that takes too long, and ignores what it says later', async () => {
  const calls: { readonly message: Message; readonly context: Context }[] = [];
  const finish: (() => void)[] = [];
  const { transport, clock, bus } = await subscribed(
    (one, context) => {
      calls.push({ message: one, context });
      return new Promise<void>((resolve) => finish.push(resolve));
    },
    { options: { concurrency: 1, handlerTimeout: 5_000 }, receive: { retry: { maxAttempts: 1 } } },
  );
  const slow = transport.deliver('{"name":"slow"}', typed);
  const next = transport.deliver('{"name":"next"}', { ...typed, 'event-id': 'id-2' });
  await turn();
  expect(calls).toHaveLength(1);
  clock.advance(5_000);
  await turn();
  expect(calls[0]?.context.signal.aborted).toBe(true);
  expect(calls.map((one) => one.message.id)).toEqual(['id-1', 'id-2']);
  expect(slow.copies[0]?.headers).toHaveProperty('x-dead-reason', 'handler-timeout');
  for (const end of finish) end();
  await turn();
  expect(slow).toMatchObject({ settled: 1, released: 0 });
  expect(next).toMatchObject({ settled: 1, copies: [] });
  expect(bus.health()).toMatchObject({ inFlight: 0, counters: { handled: 1, deadLettered: 1 } });
});

it('settles nothing while the dead letter cannot be stored, says so, and recovers', async () => {
  const handled: string[] = [];
  const { transport, clock, bus } = await subscribed((one) => void handled.push(one.id));
  const statuses: string[] = [];
  bus.onStatus(({ status }) => void statuses.push(status));
  transport.copyErrors.push(new Error('refused'), new Error('refused'));
  const bad = transport.deliver('{}', typed, { lane: 'k' });
  const behind = transport.deliver('{"name":"x"}', { ...typed, 'event-id': 'id-2' }, { lane: 'k' });
  const beside = transport.deliver('{"name":"x"}', { ...typed, 'event-id': 'id-3' }, { lane: 'l' });
  await turn();
  expect(bad).toMatchObject({ settled: 0, released: 0, copies: [] });
  expect(bus.health()).toMatchObject({
    status: 'degraded',
    reason: 'dead letters cannot be stored',
    counters: { deadLettered: 0 },
  });
  // The lane waits, others go on.
  expect(handled).toEqual(['id-3']);
  expect(beside.settled).toBe(1);
  for (let failure = 1; failure <= 2; failure += 1) {
    clock.advance(1_000);
    await turn();
  }
  expect(bad).toMatchObject({
    settled: 1,
    copies: [{ headers: { 'x-dead-reason': 'schema-invalid' } }],
  });
  expect(behind.settled).toBe(1);
  expect(handled).toEqual(['id-3', 'id-2']);
  expect(bus.health()).toMatchObject({ status: 'ready', counters: { deadLettered: 1 } });
  expect(statuses).toEqual(['degraded', 'ready']);
});

it('drops what a lost epoch held: aborts, settles nothing, starts nothing', async () => {
  const signals: AbortSignal[] = [];
  const handled: string[] = [];
  const finish: (() => void)[] = [];
  const { transport } = await subscribed(
    (one, { signal }) => {
      signals.push(signal);
      handled.push(one.id);
      return new Promise<void>((resolve) => finish.push(resolve));
    },
    { options: { concurrency: 2 } },
  );
  const lost = { epoch: 1 };
  const kept = { epoch: 2 };
  const running = transport.deliver(
    '{"name":"x"}',
    { ...typed, 'event-id': 'a' },
    { epoch: lost, lane: 'k' },
  );
  const waiting = transport.deliver(
    '{"name":"x"}',
    { ...typed, 'event-id': 'b' },
    { epoch: lost, lane: 'k' },
  );
  const other = transport.deliver('{"name":"x"}', { ...typed, 'event-id': 'c' }, { epoch: kept });
  await turn();
  expect(handled).toEqual(['a', 'c']);
  transport.revoke(lost);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  for (const end of finish) end();
  await turn();
  expect(handled).toEqual(['a', 'c']);
  expect(running).toMatchObject({ settled: 0, released: 1, copies: [] });
  expect(waiting).toMatchObject({ settled: 0, released: 1, copies: [] });
  expect(other).toMatchObject({ settled: 1, released: 0 });
});

it('never runs more handlers than it may', async () => {
  let running = 0;
  let most = 0;
  const { transport } = await subscribed(
    async () => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    },
    { options: { concurrency: 3 } },
  );
  const fates = Array.from({ length: 20 }, () => transport.deliver('{"name":"x"}', typed));
  while (fates.some(({ settled }) => settled === 0)) await turn();
  expect(most).toBe(3);
});

it('starts nothing while it is paused', async () => {
  const handled: string[] = [];
  const { transport, subscription } = await subscribed((one) => void handled.push(one.id));
  subscription.pause();
  transport.deliver('{"name":"x"}', typed);
  await turn();
  expect(handled).toEqual([]);
  subscription.resume();
  await turn();
  expect(handled).toEqual(['id-1']);
});

it('starts nothing while the broker moves deliveries, and a resume of the caller does not end that', async () => {
  const handled: string[] = [];
  const { transport, subscription } = await subscribed((one) => void handled.push(one.id));
  transport.consuming?.hold(true);
  transport.deliver('{"name":"x"}', typed);
  subscription.pause();
  subscription.resume();
  await turn();
  expect(handled).toEqual([]);
  transport.consuming?.hold(false);
  await turn();
  expect(handled).toEqual(['id-1']);
});
