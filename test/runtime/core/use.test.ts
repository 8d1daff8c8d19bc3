import { afterEach, expect, it } from 'vitest';
import { batch } from '../../../templates/runtime/batch.js';
import { attach } from '../../../templates/runtime/client.js';
import { memoryInbox } from '../../../templates/runtime/inbox.js';
import type { Context, Message, Middleware } from '../../../templates/runtime/types.js';
import { Buses, contractOf, message } from './support.js';

declare module '../../../templates/runtime/use.js' {
  interface ContextExtensions {
    readonly tenant?: string;
  }
}

const buses = new Buses();
afterEach(() => buses.close());

const pet = message('Pet', { payload: { type: 'object', required: ['name'] } });
const contract = contractOf([pet], { receive: { retry: { maxAttempts: 2, firstDelay: 1 } } });

const linkWith = (use: readonly Middleware[]) => {
  const bus = buses.make();
  return { bus, link: attach(bus, contract, { use }) };
};

const named: Middleware = {
  onSend: (sending) => ({
    ...sending,
    payload: { name: 'Rex' },
    headers: { ...sending.headers, tenant: `${sending.operation} ${sending.type}` },
  }),
};

it('onSend makes what is validated and sent, one after the other', async () => {
  const shout: Middleware = {
    onSend: async ({ payload, ...sending }) => ({
      ...sending,
      payload: { name: (payload as { name: string }).name.toUpperCase() },
    }),
  };
  const { bus, link } = linkWith([named, { onSend: () => undefined }, shout]);
  await link.send(contract.send, 'Pet', {}, { headers: { own: 'header' } });
  expect(bus.published('send')).toMatchObject([
    { payload: { name: 'REX' }, headers: { tenant: 'send Pet', own: 'header' } },
  ]);
});

it('what onSend makes must fit the schema; when it throws, nothing is sent', async () => {
  const wrong = linkWith([{ onSend: (sending) => ({ ...sending, payload: {} }) }]);
  const sent = wrong.link.send(contract.send, 'Pet', { name: 'Rex' });
  await expect(sent).rejects.toMatchObject({ code: 'INVALID_MESSAGE', outcome: 'not-sent' });
  const refuse = () => Promise.reject(new Error('not without a tenant'));
  const refused = linkWith([{ onSend: refuse }]);
  await expect(refused.link.send(contract.send, 'Pet', { name: 'Rex' })).rejects.toThrow('tenant');
  expect([...wrong.bus.published('send'), ...refused.bus.published('send')]).toEqual([]);
});

it('replies go through onSend as well', async () => {
  const bus = buses.make();
  const reply = { messages: [message('Answer')] };
  const asking = contractOf([pet], { send: { reply }, receive: { reply } });
  const link = attach(bus, asking, { use: [named] });
  await link.subscribe('g', { receive: () => ({ name: 'nobody' }) }).ready;
  const answer: Message = await link.request(asking.send, 'Pet', {});
  expect(answer.payload).toEqual({ name: 'Rex' });
});

it('onReceive adds to the context, after the inbox and before the handler', async () => {
  const calls: string[] = [];
  const tenants: Middleware = {
    onReceive: async ({ id }, { raw }) => {
      calls.push(`middleware ${id}`);
      return { tenant: `tenant of ${Object.keys(raw.headers).length > 0}` };
    },
  };
  const { bus, link } = linkWith([tenants]);
  const receive = ({ id }: Message, { tenant }: Context): void => {
    calls.push(`${tenant} ${id}`);
  };
  await link.subscribe('g', { receive }, { inbox: memoryInbox() }).ready;
  await link.send(contract.send, 'Pet', { name: 'Rex' }, { id: '1' });
  await link.send(contract.send, 'Pet', { name: 'Rex' }, { id: '1' });
  await bus.settled();
  expect(calls).toEqual(['middleware 1', 'tenant of true 1']);
});

it('onReceive that throws counts as the handler: retried, then a dead letter', async () => {
  let tries = 0;
  const refuse: Middleware = {
    onReceive: () => {
      tries += 1;
      throw new Error('no such tenant');
    },
  };
  const { bus, link } = linkWith([refuse]);
  let handled = 0;
  await link.subscribe('g', { receive: () => void (handled += 1) }).ready;
  await link.send(contract.send, 'Pet', { name: 'Rex' });
  await expect.poll(() => bus.deadLetters('g').length).toBe(1);
  expect([tries, handled]).toEqual([2, 0]);
  expect(bus.deadLetters('g')).toMatchObject([
    { headers: { 'x-dead-reason': 'attempts-exhausted', 'error-message': 'no such tenant' } },
  ]);
});

it('the context keeps what it has, and batches have none', async () => {
  const takes = linkWith([{ onReceive: () => ({ signal: 'mine' }) }]);
  await takes.link.subscribe('g', { receive: () => undefined }).ready;
  await takes.link.send(contract.send, 'Pet', { name: 'Rex' });
  await expect.poll(() => takes.bus.deadLetters('g').length).toBe(1);
  expect(takes.bus.deadLetters('g')).toMatchObject([
    { headers: { 'error-message': 'use: the context has signal already' } },
  ]);
  const { link } = linkWith([{ onReceive: () => ({ tenant: 'acme' }) }]);
  const together = { receive: batch(() => undefined, { size: 2, wait: 1 }) };
  expect(() => link.subscribe('b', together)).toThrow('batches');
});
