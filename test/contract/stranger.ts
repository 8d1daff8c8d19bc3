import { contract } from '../../fixtures/contract/expected/index.js';
import type { Bus } from '../../fixtures/contract/expected/index.js';
import { attach } from '../../templates/runtime/client.js';
import type { MessageContract } from '../../templates/runtime/contract.js';
import type { Validator } from '../../templates/runtime/validator.js';

const anything: Validator<unknown> = {
  is: (value): value is unknown => value !== anything,
  parse: (value) => value,
  issues: () => [],
  '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
};

const thingsOf = () => {
  const things = contract.operations['publishThing'];
  if (things === undefined) throw new Error('the document has no publishThing');
  return things;
};

/** Where the things go. */
export const addressOfThings = (): string => thingsOf().channel.address ?? '';

/**
 * Somebody who sends to the channel of the things without knowing the document.
 * @returns a function that sends bytes or a text, as they are, under a type
 */
export const strangerOn = (
  bus: Bus,
): ((body: Uint8Array | string, type: string) => Promise<unknown>) => {
  const things = thingsOf();
  return (body, type) => {
    const message: MessageContract = {
      type,
      wireType: type,
      contentType: 'application/octet-stream',
      payload: anything,
    };
    const channel = { ...things.channel, messages: [message] };
    const send = { name: 'send', action: 'send' as const, channel, messages: [message] };
    const link = attach(bus, { title: contract.title, version: '1', operations: { send } });
    return link.send(send, type, Buffer.from(body));
  };
};
