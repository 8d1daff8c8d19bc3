import { afterEach, expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { MessageContract } from '../../../templates/runtime/contract.js';
import type { ClientOptions, Message } from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { Buses, contractOf, message, turn } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

/** What a receiver in the same process, who has the bytes alone, sees of a payload. */
const exchanged = async (
  envelope: NonNullable<ClientOptions['envelope']>,
  payload: unknown,
  sketch: Parameters<typeof message>[1] = {},
) => {
  const bus = buses.make();
  const [theirs, ours] = [message('Pet', sketch), message('Pet', sketch)];
  const seen: Message[] = [];
  const receive = (one: Message) => void seen.push(one);
  await attach(bus, contractOf([ours]), { envelope }).subscribe('g', { receive }).ready;
  const contract = contractOf([theirs]);
  const { id } = await attach(bus, contract, { envelope }).send(contract.send, 'Pet', payload);
  await bus.settled();
  const [one] = seen;
  expect([one?.id, bus.deadLetters()]).toEqual([id, []]);
  return { payload: one?.payload, headers: bus.published('send')[0]?.headers ?? {} };
};

const octets = 'application/octet-stream';

it.each([
  ['JSON', { name: 'Rex' }, {}],
  ['text', 'Rex, "the" dog', { contentType: 'text/plain' }],
  ['bytes', Buffer.from([0, 255, 128]), { contentType: octets }],
  ['nothing', undefined, {}],
])('%s goes through an envelope in the body', async (_, payload, sketch) => {
  expect((await exchanged('body', payload, sketch)).payload).toEqual(payload);
});

it('a handler that changes its payload does not change that of the next try', async () => {
  const { bus, transport, clock } = scriptedBus();
  const retry = { maxAttempts: 2, firstDelay: 1, jitter: 0, mode: 'blocking' as const };
  const contract = contractOf([message('Pet')], { receive: { retry } });
  const seen: unknown[] = [];
  const receive = ({ payload, attempt }: Message): void => {
    seen.push(structuredClone(payload));
    Object.assign(payload as object, { name: 'changed' });
    if (attempt === 1) throw new Error('once more');
  };
  await attach(bus, contract, { envelope: 'body' }).subscribe('g', { receive }).ready;
  const data = { name: 'Rex' };
  transport.deliver(JSON.stringify({ id: '1', type: 'Pet', timestamp: '2026-01-01', data }));
  await turn();
  clock.advance(10);
  await turn();
  expect(seen).toEqual([data, data]);
});

it('closed headers stay closed: nothing undeclared is written, CloudEvents or not', async () => {
  const properties = { 'event-type': { type: 'string' as const, role: 'type' as const } };
  const closed = { headers: { closed: true, properties } };
  expect((await exchangedHeaders(closed)).headers).toEqual({ 'event-type': 'Pet' });
});

const exchangedHeaders = async (sketch: Parameters<typeof message>[1]) => {
  const bus = buses.make();
  const contract = contractOf([message('Pet', sketch)]);
  const link = attach(bus, contract, { envelope: 'cloudevents' });
  await link.send(contract.send, 'Pet', {});
  return { headers: bus.published('send')[0]?.headers ?? {} };
};

it.each(['ce_', 'cloudEvents_', 'cloudEvents:'])(
  'reads CloudEvents with the prefix %s, though it writes none',
  async (prefix) => {
    const { seen } = await received([message('Pet'), message('Dog')], {
      [`${prefix}specversion`]: '1.0',
      [`${prefix}id`]: 'id-1',
      [`${prefix}type`]: 'Dog',
      [`${prefix}source`]: '/kennel',
      [`${prefix}correlationid`]: 'c-1',
      [`${prefix}partitionkey`]: 'k-1',
      // What the transport makes of its own properties counts less.
      'event-id': 'another',
      tenant: 'acme',
    });
    expect(seen).toMatchObject({ type: 'Dog', id: 'id-1', correlationId: 'c-1' });
    expect(seen?.headers).toEqual({ tenant: 'acme' });
  },
);

it('a header that the document declares for it goes before an attribute', async () => {
  const properties = { number: { type: 'string' as const, role: 'id' as const } };
  const { seen } = await received([message('Pet', { headers: { properties } })], {
    ce_specversion: '1.0',
    ce_id: 'theirs',
    ce_type: 'Pet',
    number: 'ours',
  });
  expect(seen?.id).toBe('ours');
});

const received = async (
  messages: readonly MessageContract[],
  headers: Readonly<Record<string, string>>,
) => {
  const { bus, transport } = scriptedBus();
  const seen: Message[] = [];
  const receive = (one: Message) => void seen.push(one);
  await attach(bus, contractOf(messages)).subscribe('g', { receive }).ready;
  transport.deliver('{}', headers);
  await turn();
  return { seen: seen[0] };
};
