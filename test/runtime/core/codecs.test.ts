import { afterEach, expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import { planOf } from '../../../templates/runtime/core/envelope/plan.js';
import { readHeaders } from '../../../templates/runtime/core/envelope/read-headers.js';
import type { Codec, Message } from '../../../templates/runtime/types.js';
import { scriptedBus } from './scripted.js';
import { Buses, contractOf, message, turn } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

/** Lines of text; stands for Avro and its like. */
const lines: Codec = {
  encode: (payload) => Buffer.from((payload as string[]).join('\n')),
  decode: (body) => Buffer.from(body).toString().split('\n'),
};

it('encodes and decodes with the codec for the media type, whatever its parameters', async () => {
  const contract = contractOf([message('Rows', { contentType: 'Text/X-Rows; charset=utf-8' })]);
  const bus = buses.make();
  const link = attach(bus, contract, { codecs: { 'text/x-rows': lines } });
  const seen: unknown[] = [];
  await link.subscribe('g', { receive: ({ payload }: Message) => void seen.push(payload) }).ready;
  await link.send(contract.send, 'Rows', ['a', 'b']);
  await bus.settled();
  expect(seen).toEqual([['a', 'b']]);
});

it('says which codec is missing, on both sides', async () => {
  const contract = contractOf([message('Rows', { contentType: 'application/x-rows' })]);
  const link = attach(buses.make(), contract);
  await expect(link.send(contract.send, 'Rows', [])).rejects.toMatchObject({
    code: 'MISSING_CODEC',
    message: expect.stringContaining("'application/x-rows'"),
  });
  expect(() => link.subscribe('g', { receive: () => undefined })).toThrow('application/x-rows');
});

it('moves text and bytes as they are', async () => {
  const { bus, transport } = scriptedBus();
  const contract = contractOf([
    message('Text', { contentType: 'text/plain' }),
    message('Bytes', { contentType: 'application/octet-stream' }),
  ]);
  const link = attach(bus, contract);
  await link.send(contract.send, 'Text', 'grüß');
  await link.send(contract.send, 'Bytes', new Uint8Array([1, 255]));
  expect(transport.sent.map(({ body }) => [...body])).toEqual([[...Buffer.from('grüß')], [1, 255]]);
  await bus.close();
});

it('refuses more than 16 MiB before anything is sent', async () => {
  const { bus, transport } = scriptedBus();
  const contract = contractOf([message('Text', { contentType: 'text/plain' })]);
  const link = attach(bus, contract);
  const limit = 16 * 1024 * 1024;
  await link.send(contract.send, 'Text', 'x'.repeat(limit));
  await expect(link.send(contract.send, 'Text', 'x'.repeat(limit + 1))).rejects.toMatchObject({
    code: 'TOO_LARGE',
    outcome: 'not-sent',
  });
  expect(transport.sent).toHaveLength(1);
  await bus.close();
});

it('buries what a codec cannot decode', async () => {
  const { bus, transport } = scriptedBus();
  const contract = contractOf([message('Rows', { contentType: 'x/y' })]);
  const decode = (): never => {
    throw new Error('no rows');
  };
  const codecs = { 'x/y': { ...lines, decode } };
  await attach(bus, contract, { codecs }).subscribe('g', { receive: () => undefined }).ready;
  const fate = transport.deliver('?', { 'event-type': 'Rows' });
  await turn();
  expect(fate.copies[0]?.headers).toMatchObject({
    'x-dead-reason': 'unparseable',
    'error-message': 'no rows',
  });
  await bus.close();
});

it('reads headers that came as text in their declared type, and leaves what is no such value', () => {
  const plan = planOf(
    message('Thing', {
      headers: {
        properties: {
          count: { type: 'integer' },
          ratio: { type: 'number' },
          on: { type: 'boolean' },
          none: { type: 'null' },
          list: { type: 'array' },
          map: { type: 'object' },
          text: { type: 'string' },
          fixed: { const: 5 },
          odd: { type: 'integer' },
          blank: { type: 'number' },
          torn: { type: 'object' },
        },
      },
    }),
  );
  const wire = {
    count: '7',
    ratio: '0.5',
    on: 'false',
    none: 'null',
    list: '[1]',
    map: '{"a":1}',
    text: '12',
    fixed: '5',
    odd: 'seven',
    blank: '',
    torn: '{',
  };
  expect(readHeaders(plan, wire)).toEqual({
    count: 7,
    ratio: 0.5,
    on: false,
    none: null,
    list: [1],
    map: { a: 1 },
    text: '12',
    fixed: 5,
    odd: 'seven',
    blank: '',
    torn: '{',
  });
});
