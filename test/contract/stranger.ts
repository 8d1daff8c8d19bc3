import { contract } from '../../fixtures/contract/expected/index.js';
import type { Bus } from '../../fixtures/contract/expected/index.js';
import { attach } from '../../templates/runtime/client.js';
import type { ChannelContract, MessageContract } from '../../templates/runtime/contract.js';
import type { Validator } from '../../templates/runtime/validator.js';

const anything: Validator<unknown> = {
  is: (value): value is unknown => value !== anything,
  parse: (value) => value,
  issues: () => [],
  '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
};

const channelOf = (name: string): ChannelContract => {
  const operation = contract.operations[name];
  if (operation === undefined) throw new Error(`the document has no ${name}`);
  return operation.channel;
};

/** Where the things go. */
export const addressOfThings = (): string => channelOf('publishThing').address ?? '';

/**
 * Somebody who sends without knowing the document.
 * @param operation sends to the channel of this one: the things', unless it is said
 * @returns a function that sends bytes or a text, as they are, under a type (and version)
 */
export const strangerOn = (
  bus: Bus,
  operation = 'publishThing',
): ((
  body: Uint8Array | string,
  type: string,
  version?: number,
  contentType?: string,
) => Promise<unknown>) => {
  return (body, type, version, contentType = 'application/octet-stream') => {
    const message: MessageContract = {
      type,
      wireType: type,
      contentType,
      payload: anything,
      ...(version !== undefined && versionOf(version)),
    };
    const channel = { ...channelOf(operation), messages: [message] };
    const send = { name: 'send', action: 'send' as const, channel, messages: [message] };
    const bytes = { encode: () => Buffer.from(body), decode: (read: Uint8Array) => read };
    const link = attach(
      bus,
      { title: contract.title, version: '1', operations: { send } },
      { codecs: { 'application/cloudevents+json': bytes } },
    );
    return link.send(send, type, Buffer.from(body));
  };
};

/** In the header that we use by default, and in that of the document. */
const versionOf = (version: number): Pick<MessageContract, 'version' | 'headers'> => ({
  version,
  headers: {
    validator: anything,
    properties: { version: { type: 'string', const: String(version) } },
    closed: false,
  },
});
