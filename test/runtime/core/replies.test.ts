import { afterEach, expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { MessageContract, ReplyContract } from '../../../templates/runtime/contract.js';
import type { Message } from '../../../templates/runtime/types.js';
import { NotConnectedError } from '../../../templates/runtime/errors.js';
import { scriptedBus } from './scripted.js';
import { Buses, contractOf, message, turn } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

const answer = message('Answer');
const toCaller: ReplyContract = {
  location: '$message.header#/reply-to',
  messages: [answer],
};

const world = (question: MessageContract, reply: ReplyContract, source?: string) => {
  const bus = buses.make();
  const contract = contractOf([question], { send: { reply }, receive: { reply } });
  const link = attach(bus, contract, source === undefined ? {} : { source });
  const ask = (payload: unknown, options = {}): Promise<Message> =>
    link.request(contract.send, 'Question', payload, options);
  return { bus, link, ask };
};

const double = { receive: ({ payload }: Message) => Number(payload) * 2 };

it('names the inbox in the declared header, also where the schema is closed', async () => {
  const question = message('Question', {
    headers: {
      closed: true,
      required: ['x-answer-to'],
      properties: { 'x-answer-to': { type: 'string' } },
    },
  });
  const { bus, link, ask } = world(question, {
    location: '$message.header#/x-answer-to',
    messages: [answer],
  });
  await link.subscribe('g', double).ready;
  expect((await ask(21)).payload).toBe(42);
  expect(bus.published('send')[0]?.headers).toEqual({ 'x-answer-to': expect.any(String) });
});

it('refuses what is given up before it has an inbox, at once', async () => {
  const { bus, transport } = scriptedBus();
  transport.connectErrors.push(...Array.from({ length: 50 }, () => new NotConnectedError('no')));
  const contract = contractOf([message('Question')], { send: { reply: toCaller } });
  const link = attach(bus, contract);
  const patience = new AbortController();
  const asked = link.request(contract.send, 'Question', 1, { signal: patience.signal });
  const refused = expect(asked).rejects.toMatchObject({ code: 'PUBLISH', outcome: 'not-sent' });
  await turn();
  patience.abort();
  await refused;
  const early = link.request(contract.send, 'Question', 1, { signal: patience.signal });
  await expect(early).rejects.toMatchObject({ code: 'PUBLISH', outcome: 'not-sent' });
  expect(transport.sent).toEqual([]);
});

it('answers everybody who asks under one id at the same time', async () => {
  const { link, ask } = world(message('Question'), toCaller);
  await link.subscribe('g', double).ready;
  const id = '3f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b';
  const answers = await Promise.all([1, 2, 3].map(() => ask(21, { id, timeout: 5_000 })));
  expect(answers.map(({ payload }) => payload)).toEqual([42, 42, 42]);
});

it('refuses a request whose closed headers have no place for the inbox', async () => {
  const question = message('Question', { headers: { closed: true, properties: {} } });
  const { bus, link, ask } = world(question, toCaller);
  await link.subscribe('g', double).ready;
  await expect(ask(1)).rejects.toMatchObject({ code: 'UNKNOWN_TARGET', outcome: 'not-sent' });
  expect(bus.published('send')).toEqual([]);
});

it('replies to the address in the payload, which the caller picks and listens to', async () => {
  const { bus, link, ask } = world(message('Question'), {
    location: '$message.payload#/answerTo',
    messages: [answer],
  });
  const listening = contractOf([answer], { address: 'my-answers' });
  const seen: Message[] = [];
  await attach(bus, listening).subscribe('me', {
    receive: (one: Message) => void seen.push(one),
  }).ready;
  await link.subscribe('g', { receive: () => 'hello' }).ready;
  const payload = { answerTo: 'my-answers' };
  await expect(ask(payload)).rejects.toMatchObject({
    code: 'UNKNOWN_TARGET',
    message: expect.stringContaining('replyTo'),
  });
  await expect(ask(payload, { replyTo: 'elsewhere' })).rejects.toMatchObject({
    code: 'UNKNOWN_TARGET',
  });
  const receipt = await ask(payload, { replyTo: 'my-answers' });
  await bus.settled();
  expect(seen).toMatchObject([{ payload: 'hello', causationId: receipt.id }]);
  expect((await ask({})).payload).toBe('hello');
});

it('finds the request of a reply that carries nothing but a correlation id in its payload', async () => {
  const flow = { correlationId: '$message.payload#/flow' };
  const bare = message('Answer', { ...flow, headers: { closed: true, properties: {} } });
  const { link, ask } = world(message('Question', flow), {
    location: '$message.header#/reply-to',
    messages: [bare],
  });
  await link.subscribe('g', { receive: ({ payload }: Message) => payload }).ready;
  const replies = await Promise.all([ask({ flow: 'a' }), ask({ flow: 'b' })]);
  expect(replies.map(({ payload }) => payload)).toEqual([{ flow: 'a' }, { flow: 'b' }]);
});

it('tells at once that a reply requires headers that nobody can fill in', () => {
  const strict = message('Answer', {
    headers: { required: ['signature'], properties: { signature: { type: 'string' } } },
  });
  const { link } = world(message('Question'), { ...toCaller, messages: [strict] });
  expect(() => link.subscribe('g', double)).toThrow(/Answer requires the headers signature/);
});

it('fills in the headers of a reply, and says where source must come from', async () => {
  const strict = message('Answer', {
    headers: {
      required: ['source', 'kind', 'correlation-id'],
      properties: {
        source: { type: 'string', role: 'source' },
        kind: { const: 'answer' },
        'correlation-id': { type: 'string', role: 'correlation' },
      },
    },
  });
  const reply = { ...toCaller, messages: [strict] };
  const { link, ask } = world(message('Question'), reply, 'tests');
  await link.subscribe('g', double).ready;
  const { headers, correlationId } = await ask(2);
  expect(headers).toEqual({ source: 'tests', kind: 'answer', 'correlation-id': correlationId });
  const nameless = world(message('Question'), reply);
  expect(() => nameless.link.subscribe('g', double)).toThrow('Pass source to createClient');
});
