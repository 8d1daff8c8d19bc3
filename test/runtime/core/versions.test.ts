import { afterEach, expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { MessageContract, OperationContract } from '../../../templates/runtime/contract.js';
import type { Message } from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { Buses, contractOf, message, turn } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

const withName = { type: 'object', required: ['name'] };
/** Only its third version is known. */
const pet = message('Pet', { version: 3, payload: withName });

/** Two versions in one document, told apart by a constant. */
const versioned = (type: string, version: string, payload: object): MessageContract =>
  message(type, {
    wireType: 'Visit',
    payload,
    headers: {
      properties: { version: { type: 'string', const: version, role: 'version' } },
      required: ['version'],
    },
  });
const visit = versioned('Visit', '1', { type: 'object', required: ['euros'] });
const visitV2 = versioned('VisitV2', '2', { type: 'object', required: ['cents'] });

interface Setting {
  readonly upcasters?: object;
  readonly receive?: Partial<OperationContract>;
}

const received = async (
  messages: readonly MessageContract[],
  sent: { readonly body: string; readonly headers: Readonly<Record<string, string | number>> },
  { upcasters, receive }: Setting = {},
) => {
  const { bus, transport } = scriptedBus();
  const options = upcasters === undefined ? {} : { upcasters };
  const link = attach(bus, contractOf(messages, receive && { receive }), options);
  const seen: Message[] = [];
  await link.subscribe('g', { receive: (one: Message) => void seen.push(one) }).ready;
  const fate = transport.deliver(sent.body, sent.headers);
  await turn();
  const [one] = seen;
  return { seen: one && { type: one.type, payload: one.payload }, copy: fate.copies[0] };
};

const petOf = (body: object, version?: string | number) => ({
  body: JSON.stringify(body),
  headers: { 'event-type': 'Pet', ...(version !== undefined && { 'schema-version': version }) },
});

const visitOf = (body: object, version?: string) => ({
  body: JSON.stringify(body),
  headers: { 'event-type': 'Visit', ...(version !== undefined && { version }) },
});

const petSteps = {
  Pet: {
    1: ({ n }: { n: string }) => ({ called: n }),
    2: ({ called }: { called: string }) => ({ name: called }),
  },
};
const visitSteps = { Visit: { 1: ({ euros }: { euros: number }) => ({ cents: euros * 100 }) } };

it.each([
  ['text', '1', { n: 'Rex' }],
  ['a number', 1, { n: 'Rex' }],
  ['a step later', '2', { called: 'Rex' }],
  ['the present', '3', { name: 'Rex' }],
  ['no version', undefined, { name: 'Rex' }],
  ['a version that is no number', 'first', { name: 'Rex' }],
])('reads a version that is %s', async (_, version, body) => {
  const { seen } = await received([pet], petOf(body, version), { upcasters: petSteps });
  expect(seen).toEqual({ type: 'Pet', payload: { name: 'Rex' } });
});

it('an old version without a step is read as it is: its schema may still fit', async () => {
  const fits = await received([pet], petOf({ name: 'Rex' }, 2));
  expect(fits.seen?.payload).toEqual({ name: 'Rex' });
  const not = await received([pet], petOf({ called: 'Rex' }, 2));
  expect(not.copy?.headers).toMatchObject({ 'x-dead-reason': 'schema-invalid' });
});

it('validates what a step gives, not what it takes', async () => {
  const upcasters = { Pet: { 2: () => ({ nobody: true }) } };
  const { seen, copy } = await received([pet], petOf({ called: 'Rex' }, 2), { upcasters });
  expect(seen).toBeUndefined();
  expect(copy?.headers).toMatchObject({
    'x-dead-reason': 'schema-invalid',
    'error-message': expect.stringContaining('/name'),
  });
});

it('a step that throws makes a dead letter of the message, as it came', async () => {
  const upcasters = {
    Pet: {
      2: () => {
        throw new Error('no name at all');
      },
    },
  };
  const sent = petOf({ called: 1 }, 2);
  const { copy } = await received([pet], sent, { upcasters });
  expect(copy?.headers).toMatchObject({
    'x-dead-reason': 'schema-invalid',
    'error-message': 'an upcaster of Pet threw: no name at all',
    'schema-version': 2,
  });
  expect(Buffer.from(copy?.body ?? '').toString()).toBe(sent.body);
});

it.each([
  ['of a single version', [pet], petOf({ name: 'Rex' }, 4)],
  ['of two versions', [visit, visitV2], visitOf({ cents: 1, euros: 1 }, '3')],
  ['between two', [visit, versioned('V4', '4', {})], visitOf({ euros: 1 }, '2')],
])('nobody knows a version %s', async (_, messages, sent) => {
  const { seen, copy } = await received(messages, sent, { upcasters: {} });
  expect(seen).toBeUndefined();
  expect(copy?.headers).toMatchObject({ 'x-dead-reason': 'unknown-version' });
});

it('an operation that takes only the old version gets the old version', async () => {
  const { seen } = await received([visit, visitV2], visitOf({ euros: 2 }, '1'), {
    upcasters: visitSteps,
    // The other one is known at this address, and not asked for.
    receive: { messages: [visit] },
  });
  expect(seen).toEqual({ type: 'Visit', payload: { euros: 2 } });
});

it('within the process, shared payloads are upcast too, and the sender keeps its own', async () => {
  const bus = buses.make({ payloads: 'shared' });
  const contract = contractOf([visit, visitV2]);
  const link = attach(bus, contract, { upcasters: visitSteps });
  const seen: unknown[] = [];
  const receive = ({ type, payload }: Message) => void seen.push([type, payload]);
  await link.subscribe('g', { receive: { VisitV2: receive } }).ready;
  const payload = { euros: 2 };
  await link.send(contract.send, 'Visit', payload);
  await bus.settled();
  expect(seen).toEqual([['VisitV2', { cents: 200 }]]);
  expect(payload).toEqual({ euros: 2 });
});

it('within the process, a version that the sender chose counts as on a broker', async () => {
  const properties = { version: { type: 'string' as const, role: 'version' as const } };
  const bus = buses.make();
  const contract = contractOf([message('Pet', { headers: { properties } })]);
  const link = attach(bus, contract);
  const seen: unknown[] = [];
  await link.subscribe('g', { receive: () => void seen.push(1) }).ready;
  await link.send(contract.send, 'Pet', {}, { headers: { version: '2' } });
  await bus.settled();
  expect(seen).toEqual([]);
  expect(bus.deadLetters('g')).toMatchObject([{ headers: { 'x-dead-reason': 'unknown-version' } }]);
});

it('a reply is upcast', async () => {
  const bus = buses.make();
  const asked = message('Asked');
  const channel = { id: 'replies', address: null, messages: [visit, visitV2] };
  const reply = { channel, messages: [visit, visitV2] };
  const contract = contractOf([asked], { send: { reply }, receive: { reply } });
  const link = attach(bus, contract, { upcasters: visitSteps });
  const receive = () => ({ type: 'Visit', payload: { euros: 3 } });
  await link.subscribe('g', { receive }).ready;
  const answer: Message = await link.request(contract.send, 'Asked', {});
  expect(answer).toMatchObject({ type: 'VisitV2', payload: { cents: 300 } });
});

it.each([
  [{ Dragon: { 1: () => 1 } }, 'no message Dragon'],
  [{ Pet: { 3: () => 1 } }, 'upcasters.Pet[3] leads to no version that the document knows: 3'],
  [{ Pet: { 1: () => 1 } }, 'upcasters.Pet[1] leads to no version'],
  [{ Pet: { first: () => 1 } }, 'upcasters.Pet[first] leads to no version'],
  [{ Pet: { 2: 'step' } }, 'upcasters.Pet[2] is no function'],
])('refuses %j, which could never work', (upcasters, message) => {
  expect(() => attach(buses.make(), contractOf([pet]), { upcasters })).toThrow(message);
});
