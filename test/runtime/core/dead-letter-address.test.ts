import { expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { Contract, OperationContract } from '../../../templates/runtime/contract.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { Message } from '../../../templates/runtime/types.js';
import type { Validator } from '../../../templates/runtime/validator.js';

const text: Validator<unknown> = {
  is: (value): value is unknown => typeof value === 'string',
  parse: (value) => value,
  issues: () => [],
  '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
};
const message = { type: 'Pet', wireType: 'Pet', contentType: 'text/plain', payload: text };
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const operation = (
  name: string,
  address: string,
  more: Partial<OperationContract> = {},
): OperationContract => {
  const parameters = address.includes('{id}') ? { parameters: { id: {} } } : {};
  const channel = { id: address, address, messages: [message], ...parameters };
  return { name, action: 'receive', channel, messages: [message], ...more };
};

const linkWith = (deadLetter: string, to: string) => {
  const onPet = operation('onPet', 'pet.{id}', { deadLetter });
  const sendPet: OperationContract = { ...onPet, name: 'sendPet', action: 'send' };
  const operations = { onPet, sendPet, onDead: operation('onDead', to) };
  const contract: Contract = { title: 'Pets', version: '1', operations };
  const bus = memoryBus({ log: silent });
  return { bus, sendPet, link: attach(bus, contract, {}) };
};

const broken = (): never => {
  throw new Error('broken');
};

it.each([
  ['graveyard', 'graveyard'],
  ['dead.{id}', 'dead.rex'],
  ['{queue}.dead', 'keeper.pet.rex.dead'],
])('delivers dead letters to who listens where x-dead-letter %s says', async (deadLetter, at) => {
  const { bus, link, sendPet } = linkWith(deadLetter, at);
  const dead: Message[] = [];
  link.subscribe('keeper', { onPet: broken }, { retry: { maxAttempts: 1 } });
  link.subscribe('undertaker', { onDead: (one: Message) => dead.push(one) });
  const { id } = await link.send(sendPet, 'Pet', 'a dog', { params: { id: 'rex' } });
  await bus.settled();
  expect(dead).toMatchObject([{ id, payload: 'a dog' }]);
  expect(bus.deadLetters('keeper')).toMatchObject([{ queue: at }]);
  expect(Buffer.from(bus.deadLetters('keeper')[0]!.body).toString()).toBe('a dog');
  await bus.close();
});

it('says at once which placeholder nothing can fill', async () => {
  const { bus, link } = linkWith('dead.{color}', 'dead');
  expect(() => link.subscribe('keeper', { onPet: broken })).toThrow(
    'onPet: x-dead-letter "dead.{color}": no {color}, but {queue}, {id}',
  );
  await bus.close();
});
