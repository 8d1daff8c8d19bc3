import { afterEach, expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { LinkSendOptions } from '../../../templates/runtime/client.js';
import type { MessageContract } from '../../../templates/runtime/contract.js';
import { createOutbox, memoryOutbox } from '../../../templates/runtime/outbox.js';
import type { Message, MessageContext } from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { Buses, contractOf, message } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const context: MessageContext = { correlationId: 'c', traceparent, tracestate: 'vendor=1' };

/** The headers of a message that is sent in this context. */
const sentIn = async (
  given: MessageContext,
  one: MessageContract = message('Pet'),
  options: LinkSendOptions = {},
) => {
  const bus = buses.make();
  const contract = contractOf([one]);
  const link = attach(bus, contract);
  await bus.withContext(given, () => link.send(contract.send, one.type, {}, options));
  return bus.published('send')[0]?.headers ?? {};
};

it('is carried from a context to what is sent in it', async () => {
  expect(await sentIn(context)).toMatchObject({ traceparent, tracestate: 'vendor=1' });
});

it.each([
  ['of zeros', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'],
  ['without a span', '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01'],
  ['of no version', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  ['in capitals', traceparent.toUpperCase()],
  ['with a line break', `${traceparent}\r\nx: y`],
  ['that is missing', undefined],
])('is not made up from one %s', async (_, wrong) => {
  const headers = await sentIn({
    correlationId: 'c',
    tracestate: 'vendor=1',
    ...(wrong !== undefined && { traceparent: wrong }),
  });
  expect(headers).not.toHaveProperty('traceparent');
  expect(headers).not.toHaveProperty('tracestate');
});

it('what the caller writes into the headers wins', async () => {
  const mine = '00-11111111111111111111111111111111-2222222222222222-00';
  const options = { headers: { traceparent: mine } };
  expect(await sentIn(context, message('Pet'), options)).toMatchObject({ traceparent: mine });
  const properties = { traceparent: { type: 'string' as const } };
  const declares = message('Pet', { headers: { properties } });
  expect(await sentIn(context, declares, options)).toMatchObject({ traceparent: mine });
});

it('closed headers carry it where they declare it, and only there', async () => {
  const closed = (properties: object) =>
    message('Pet', { headers: { closed: true, properties: { ...properties } } });
  expect(await sentIn(context, closed({}))).toEqual({});
  expect(await sentIn(context, closed({ traceparent: { type: 'string' } }))).toEqual({
    traceparent,
  });
});

it('a handler in the same process carries it on', async () => {
  const bus = buses.make();
  const asked = message('Pet');
  const contract = contractOf([asked]);
  const link = attach(bus, contract);
  const again = async ({ payload }: Message): Promise<void> => {
    if (payload === 'first') await link.send(contract.send, 'Pet', 'second');
  };
  await link.subscribe('g', { receive: again }).ready;
  await bus.withContext(context, () => link.send(contract.send, 'Pet', 'first'));
  await bus.settled();
  const [, second] = bus.published('send');
  expect(second?.headers).toMatchObject({ traceparent, tracestate: 'vendor=1' });
});

it('replies carry it, and so does the news that there will be none', async () => {
  const { bus, transport } = scriptedBus();
  const reply = { messages: [message('Answer')] };
  const link = attach(bus, contractOf([message('Asked')], { receive: { reply } }));
  const receive = ({ payload }: Message): unknown => {
    if (payload === 1) return {};
    throw new Error('no answer');
  };
  await link.subscribe('g', { receive }).ready;
  for (const body of ['1', '2']) {
    transport.deliver(body, { 'event-id': body, 'reply-to': 'inbox', traceparent });
  }
  await expect.poll(() => transport.sent.length).toBe(2);
  const sent = transport.sent.map(({ headers }) => headers);
  expect(sent).toContainEqual(
    expect.objectContaining({ traceparent, 'error-message': 'no answer' }),
  );
  expect(sent.every((headers) => headers['traceparent'] === traceparent)).toBe(true);
});

it('rows of an outbox carry it', async () => {
  const bus = buses.make();
  const store = memoryOutbox();
  const outbox = createOutbox({ bus, store });
  const contract = contractOf([message('Pet')]);
  outbox.start();
  await store.transaction((tx) =>
    bus.withContext(context, () => attach(outbox.bus(tx), contract).send(contract.send, 'Pet', {})),
  );
  await outbox.close();
  expect(bus.published('send')[0]?.headers).toMatchObject({ traceparent, 'correlation-id': 'c' });
});

it('can be kept, and gone on with later: what a handler or a context has', async () => {
  const bus = buses.make();
  expect(bus.withContext(context, () => bus.context())).toEqual(context);
  const contract = contractOf([message('Pet')]);
  const link = attach(bus, contract);
  const seen: MessageContext[] = [];
  await link.subscribe('g', { receive: () => void seen.push(bus.context()) }).ready;
  await bus.withContext(context, () => link.send(contract.send, 'Pet', 1, { id: 'cause' }));
  await bus.settled();
  expect(seen).toEqual([{ ...context, causationId: 'cause' }]);
});

it('is begun by nobody: outside there is a correlation id, another each time', () => {
  const bus = buses.make();
  const { correlationId, ...nothing } = bus.context();
  expect(nothing).toEqual({});
  expect(correlationId).toMatch(/^[\da-f-]{36}$/);
  expect(bus.context().correlationId).not.toBe(correlationId);
});
