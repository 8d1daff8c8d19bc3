import { Code } from '../../emit/literal.js';
import type { Literal } from '../../emit/literal.js';
import { isIdentifierName, quote } from '../../emit/quote.js';
import type { Channel, Operation } from '../../model/model.js';
import { channelBindings, operationBindings } from '../../protocols/index.js';
import type { Perspective } from '../options.js';

/** How constants of the contract are called. */
export interface References {
  /** The messages with these ids. */
  readonly messages: (ids: readonly string[]) => Literal;
  /** The channel with this id. */
  readonly channel: (id: string) => Literal;
}

/** A member of one of the contract's tables: `channels.petAdopted`. */
export const member = (table: string, key: string): Code =>
  new Code(
    isIdentifierName(key) && key !== '__proto__' ? `${table}.${key}` : `${table}[${quote(key)}]`,
  );

type Fields = { readonly [key: string]: Literal };

/** A channel of the contract: `ChannelContract` of the run time. */
export const channelLiteral = (
  channel: Channel,
  { messages }: Pick<References, 'messages'>,
): Fields => ({
  id: channel.id,
  address: channel.address?.text ?? null,
  parameters:
    channel.parameters.length === 0
      ? undefined
      : Object.fromEntries(
          channel.parameters.map(({ name, enum: values, default: preset, location }) => [
            name,
            { enum: values, default: preset, location },
          ]),
        ),
  messages: messages(channel.messages),
  bindings: channelBindings(channel),
});

/** An operation of the contract: `OperationContract` of the run time. */
export const operationLiteral = (
  operation: Operation,
  { messages, channel }: References,
  perspective: Perspective,
): Fields => ({
  name: operation.name,
  action: actionOf(operation, perspective),
  channel: channel(operation.channel),
  messages: messages(operation.messages),
  reply:
    operation.reply === undefined
      ? undefined
      : {
          location: operation.reply.address?.location,
          channel:
            operation.reply.channel === undefined ? undefined : channel(operation.reply.channel),
          messages: messages(operation.reply.messages),
        },
  bindings: operationBindings(operation),
  retry: retryOf(operation.extensions['x-retry']),
  deadLetter: textOf(operation.extensions['x-dead-letter']),
});

/** What the generated code does: the counterpart receives what the application sends. */
export const actionOf = ({ action }: Operation, perspective: Perspective): Operation['action'] => {
  if (perspective === 'application') return action;
  return action === 'send' ? 'receive' : 'send';
};

const RETRY_NUMBERS = ['maxAttempts', 'firstDelay', 'factor', 'maxDelay', 'jitter'] as const;

/** The fields of `x-retry` that are what they should be. */
function retryOf(value: unknown): Literal {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = new Map<string, unknown>(Object.entries(value));
  const numbers = RETRY_NUMBERS.flatMap((name) => {
    const number = given.get(name);
    return typeof number === 'number' && number >= 0 ? [[name, number] as const] : [];
  });
  const mode = ['blocking', 'delayed'].find((word) => word === given.get('mode'));
  if (numbers.length === 0 && mode === undefined) return undefined;
  return { ...Object.fromEntries(numbers), mode };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
