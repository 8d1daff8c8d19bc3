import { expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import type { Contract, OperationContract } from '../../../templates/runtime/contract.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { MemoryBusOptions } from '../../../templates/runtime/memory.js';
import type { Message } from '../../../templates/runtime/types.js';

/** One message from its sender to a handler; how often it was validated, and what arrived. */
const oneMessage = async (options: MemoryBusOptions) => {
  let validated = 0;
  const isObject = (value: unknown): value is unknown => {
    validated += 1;
    return typeof value === 'object';
  };
  const message = {
    type: 'Pet',
    wireType: 'Pet',
    contentType: 'application/json',
    payload: {
      is: isObject,
      parse: (value: unknown) => value,
      issues: () => [],
      '~standard': { version: 1, vendor: 'petevents', validate: (value: unknown) => ({ value }) },
    } as const,
  };
  const channel = { id: 'pets', address: 'pets', messages: [message] };
  const onPet: OperationContract = {
    name: 'onPet',
    action: 'receive',
    channel,
    messages: [message],
  };
  const sendPet: OperationContract = { ...onPet, name: 'sendPet', action: 'send' };
  const contract: Contract = { title: 'Pets', version: '1', operations: { onPet, sendPet } };
  const bus = memoryBus(options);
  const link = attach(bus, contract, {});
  const seen: unknown[] = [];
  link.subscribe('g', { onPet: ({ payload }: Message) => seen.push(payload) });
  const sent = { name: 'rex' };
  await link.send(sendPet, 'Pet', sent, {});
  await bus.settled();
  await bus.close();
  return { validated, sent, seen };
};

it('validates a shared payload once: it is the very object that was found valid', async () => {
  const { validated, sent, seen } = await oneMessage({ payloads: 'shared' });
  expect(validated).toBe(1);
  expect(seen[0]).toBe(sent);
});

it('hands on a copy otherwise', async () => {
  const { sent, seen } = await oneMessage({});
  expect(seen).toEqual([sent]);
  expect(seen[0]).not.toBe(sent);
});
