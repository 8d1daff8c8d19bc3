import { afterEach, describe, expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { MessageContract } from '../../../templates/runtime/contract.js';
import type { Message } from '../../../templates/runtime/types.js';
import { Buses, contractOf, message } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Sends one message and gives back what was written and what the handler saw. */
const roundTrip = async (
  contract: ReturnType<typeof contractOf>,
  payload: unknown,
  options?: object,
  type = 'Thing',
) => {
  const bus = buses.make();
  const link = attach(bus, contract, { source: 'tests' });
  const seen: Message[] = [];
  await link.subscribe('g', { receive: (one: Message) => void seen.push(one) }).ready;
  const receipt = await link.send(contract.send, type, payload, options);
  await bus.settled();
  return { receipt, wire: bus.published('send')[0]?.headers, seen: seen[0], bus };
};

describe('declared headers win', () => {
  it('writes nothing undeclared where the schema is closed, and fills in what is declared', async () => {
    const closed = message('Thing', {
      headers: {
        closed: true,
        required: ['event-id', 'tenant'],
        properties: { 'event-id': { type: 'string', role: 'id' }, tenant: { type: 'string' } },
      },
    });
    const { wire, seen, receipt } = await roundTrip(contractOf([closed]), 1, {
      headers: { tenant: 'acme' },
    });
    expect(wire).toEqual({ 'event-id': receipt.id, tenant: 'acme' });
    expect(seen?.headers).toEqual({ 'event-id': receipt.id, tenant: 'acme' });
  });

  it('refuses an undeclared header where the schema is closed', async () => {
    const closed = message('Thing', { headers: { closed: true, properties: {} } });
    const sending = roundTrip(contractOf([closed]), 1, { headers: { more: 1 } });
    await expect(sending).rejects.toMatchObject({ where: 'headers', outcome: 'not-sent' });
  });

  it('takes every part of the envelope over by role, in the type of the declared header', async () => {
    const contract = contractOf([
      message('Thing', {
        key: '$message.payload#/name',
        headers: {
          required: ['uuid', 'kind', 'at', 'from', 'rev', 'flow', 'cause', 'shard', 'mime'],
          properties: {
            uuid: { type: 'string', role: 'id' },
            kind: { type: 'string', role: 'type' },
            at: { type: 'integer', role: 'time' },
            from: { type: 'string', role: 'source' },
            rev: { type: 'string', role: 'version' },
            flow: { type: 'string', role: 'correlation' },
            cause: { type: 'string', role: 'causation' },
            shard: { type: 'string', role: 'key' },
            mime: { type: 'string', role: 'content-type' },
          },
        },
      }),
    ]);
    const bus = buses.make();
    const link = attach(bus, contract, { source: 'tests' });
    const seen: Message[] = [];
    await link.subscribe('g', { receive: (one: Message) => void seen.push(one) }).ready;
    const context = { correlationId: 'c', causationId: 'p' };
    const { id } = await bus.withContext(context, () =>
      link.send(contract.send, 'Thing', { name: 'n' }),
    );
    await bus.settled();
    const [sent] = bus.published('send');
    expect(sent?.headers).toEqual({
      uuid: id,
      kind: 'Thing',
      at: expect.any(Number),
      from: 'tests',
      rev: '1',
      flow: 'c',
      cause: 'p',
      shard: 'n',
      mime: 'application/json',
    });
    expect(seen[0]).toMatchObject({ id, correlationId: 'c', causationId: 'p', key: 'n' });
  });

  it('reads the envelope from the declared headers of a stranger', async () => {
    const properties = {
      uuid: { type: 'string', role: 'id' },
      at: { type: 'integer', role: 'time' },
      flow: { type: 'string' },
    } as const;
    const theirs = message('Thing', {
      headers: { closed: true, properties: { ...properties, flow: { type: 'string' } } },
    });
    const ours = message('Thing', {
      correlationId: '$message.header#/flow',
      headers: { closed: true, properties },
    });
    const bus = buses.make();
    const seen: Message[] = [];
    await attach(bus, contractOf([ours])).subscribe('g', {
      receive: (one: Message) => void seen.push(one),
    }).ready;
    const stranger = contractOf([theirs]);
    const headers = { uuid: 'u-1', at: 1_000, flow: 'f-1' };
    await attach(bus, stranger).send(stranger.send, 'Thing', {}, { headers });
    await bus.settled();
    expect(seen[0]).toMatchObject({ headers, timestamp: new Date(1_000) });
    expect(bus.deadLetters()).toEqual([]);
  });

  it('fills in constants and refuses other values for them', async () => {
    const contract = contractOf([
      message('Thing', {
        headers: { required: ['schema'], properties: { schema: { const: 'thing/1' } } },
      }),
    ]);
    const { wire } = await roundTrip(contract, 1);
    expect(wire).toHaveProperty('schema', 'thing/1');
    const wrong = roundTrip(contract, 1, { headers: { schema: 'thing/2' } });
    await expect(wrong).rejects.toMatchObject({ where: 'headers' });
  });

  it('shows neither our headers nor those of tracing, but what the sender added', async () => {
    const { seen } = await roundTrip(contractOf([message('Thing')]), 1, {
      headers: { traceparent: '00-1', tenant: 'acme' },
    });
    expect(seen?.headers).toMatchObject({ tenant: 'acme' });
    const theirs = contractOf([message('Thing')]);
    const bus = buses.make();
    const headers: object[] = [];
    await attach(bus, contractOf([message('Thing')])).subscribe('g', {
      receive: (one: Message) => void headers.push(one.headers),
    }).ready;
    await attach(bus, theirs).send(theirs.send, 'Thing', 1, {
      headers: { traceparent: '00-1', 'x-death-count': 1, tenant: 'acme' },
    });
    await bus.settled();
    expect(headers).toEqual([{ tenant: 'acme' }]);
  });
});

describe('the type and version of a message', () => {
  /** The two versions of PetAdopted in the PetStore's system document. */
  const adopted = (type: string, version: string, required: readonly string[]): MessageContract =>
    message(type, {
      wireType: 'PetAdopted',
      version: Number(version),
      payload: { type: 'object', required },
      headers: {
        required: ['event-type', 'version'],
        properties: {
          'event-type': { const: 'PetAdopted', role: 'type' },
          version: { type: 'string', const: version, role: 'version' },
        },
      },
    });
  const versions = () => [
    adopted('PetAdopted', '1', ['petId']),
    adopted('PetAdoptedV2', '2', ['petId', 'details']),
  ];

  it.each([
    ['PetAdopted', { petId: 'p' }, '1'],
    ['PetAdoptedV2', { petId: 'p', details: {} }, '2'],
  ])('selects %s by both constants', async (type, payload, version) => {
    const bus = buses.make();
    const seen: Message[] = [];
    // Two documents that say the same: the receiver has nothing but headers and bytes.
    await attach(bus, contractOf(versions())).subscribe('g', {
      receive: (one: Message) => void seen.push(one),
    }).ready;
    const theirs = contractOf(versions());
    await attach(bus, theirs).send(theirs.send, type, payload);
    await bus.settled();
    expect(bus.published('send')[0]?.headers).toMatchObject({
      'event-type': 'PetAdopted',
      version,
    });
    expect(seen.map((one) => one.type)).toEqual([type]);
  });

  it('does not know a version that the document does not have', async () => {
    const bus = buses.make();
    await attach(bus, contractOf(versions())).subscribe('g', { receive: () => undefined }).ready;
    const theirs = contractOf([adopted('PetAdoptedV3', '3', [])]);
    await attach(bus, theirs).send(theirs.send, 'PetAdoptedV3', {});
    await bus.settled();
    const why = {
      'x-dead-reason': 'unknown-version',
      'error-message': 'nobody knows version 3 of PetAdopted',
    };
    expect(bus.deadLetters()).toMatchObject([{ headers: why }]);
  });

  it('without a type, takes the only message whose schema fits', async () => {
    const known = () => [
      message('Cat', { payload: { required: ['meows'] } }),
      message('Dog', { payload: { required: ['barks'] } }),
    ];
    const nameless = contractOf([message('Any', { headers: { closed: true, properties: {} } })]);
    const bus = buses.make();
    const seen: string[] = [];
    await attach(bus, contractOf(known())).subscribe('g', {
      receive: (one: Message) => void seen.push(one.type),
    }).ready;
    const link = attach(bus, nameless);
    await link.send(nameless.send, 'Any', { barks: true });
    await link.send(nameless.send, 'Any', { barks: true, meows: true });
    await link.send(nameless.send, 'Any', {});
    await bus.settled();
    expect(seen).toEqual(['Dog']);
    expect(bus.deadLetters().map(({ headers }) => headers['error-message'])).toEqual([
      'it fits several messages',
      'it fits no message of its channel',
    ]);
  });
});

describe('the correlation id', () => {
  it('is written to the declared header that the document names, and read from there', async () => {
    const { wire, seen } = await roundTrip(
      contractOf([
        message('Thing', {
          correlationId: '$message.header#/x-flow',
          headers: {
            closed: true,
            required: ['x-flow'],
            properties: { 'x-flow': { type: 'string' } },
          },
        }),
      ]),
      1,
      { correlationId: 'flow-1' },
    );
    expect(wire).toEqual({ 'x-flow': 'flow-1' });
    expect(seen?.correlationId).toBe('flow-1');
  });

  it('is read from the payload, which stays as it is', async () => {
    const contract = contractOf([
      message('Thing', { correlationId: '$message.payload#/meta/flow' }),
    ]);
    const payload = { meta: { flow: 'flow-2' } };
    const { receipt, seen } = await roundTrip(contract, payload);
    expect(receipt.correlationId).toBe('flow-2');
    expect(seen).toMatchObject({ correlationId: 'flow-2', payload });
    const without = await roundTrip(contract, { meta: {} });
    expect(without.seen?.payload).toEqual({ meta: {} });
    expect(without.seen?.correlationId).toBe(without.receipt.id);
  });
});

it('writes the time as ISO text with milliseconds', async () => {
  const { wire } = await roundTrip(contractOf([message('Thing')]), 1);
  expect(wire).toHaveProperty('timestamp', expect.stringMatching(iso));
});
