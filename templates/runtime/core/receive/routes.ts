import type {
  ChannelContract,
  Contract,
  MessageContract,
  OperationContract,
  RetryPolicy,
} from '../../contract.js';
import type { RetryOptions, Message } from '../../types.js';
import { placeholdersOf } from '../dead-letter-target.js';
import type { Source, TopologyRequest } from '../transport.js';
import { Batch } from '../../batch.js';
import { alone } from './alone.js';
import type { Call } from './call.js';
import type { Format } from './resolve.js';
import { MessageReader } from './resolve.js';
import { waitsOf } from '../waits.js';

export type AnyHandler = (message: Message, call: Call) => unknown;

/** Where a message goes: an operation's handler, and how often it is tried. */
export interface Route {
  readonly operation: OperationContract;
  /** `undefined`: settled without a call. */
  readonly handler: AnyHandler | undefined;
  /** What takes several together; `handler` then takes them one by one. */
  readonly batch?: Batch | undefined;
  readonly retry: RetryPolicy;
}

/** What a subscription takes from one channel. Several operations may share it. */
export interface Channel {
  readonly source: Source;
  readonly reader: MessageReader;
  readonly routes: ReadonlyMap<MessageContract, Route>;
  /** Its messages may be requests, which expire. */
  readonly answers: boolean;
}

export interface RoutingOptions {
  readonly format: Format;
  /** What the subscription says; it overrides the document. */
  readonly retry: RetryOptions | undefined;
  /** What holds where neither says anything. */
  readonly defaults: RetryPolicy;
}

/**
 * Turns the handlers object of `subscribe` into channels.
 * @throws TypeError for no handlers, unknown operations, missing or superfluous message names, and
 * two handlers for one message
 * @throws MissingCodecError
 */
export const channelsOf = (
  contract: Contract,
  handlers: object,
  options: RoutingOptions,
): readonly Channel[] => {
  const wanted = Object.entries(handlers).filter(([, handler]) => handler !== undefined);
  if (wanted.length === 0) throw new TypeError('subscribe needs at least one handler');
  const byChannel = new Map<string, Subscribed[]>();
  for (const [name, handler] of wanted) {
    const operation = receiveOperation(contract, name);
    const subscribed = byChannel.get(operation.channel.id) ?? [];
    subscribed.push({
      operation,
      handler,
      retry: { ...options.defaults, ...operation.retry, ...options.retry },
    });
    byChannel.set(operation.channel.id, subscribed);
  }
  return [...byChannel.values()].map((subscribed) =>
    channelOf(contract, subscribed, options.format),
  );
};

/**
 * What the document's `receive` operations listen to, each by itself and by the group that it would
 * be in; channels without an address apart.
 */
export const receivingSources = (
  contract: Contract,
  defaults: RetryPolicy,
  groupOf: (operation: OperationContract) => string | undefined,
): readonly { readonly group: string; readonly sources: readonly Source[] }[] => {
  const groups = new Map<string, Source[]>();
  for (const operation of Object.values(contract.operations)) {
    const { action, channel } = operation;
    const group = groupOf(operation);
    if (action !== 'receive' || channel.address === null || group === undefined) continue;
    const retry = { ...defaults, ...operation.retry };
    const source = sourceOf(contract, operation, [{ operation, handler: undefined, retry }]);
    groups.set(group, [...(groups.get(group) ?? []), source]);
  }
  return [...groups].map(([group, sources]) => ({ group, sources }));
};

/** The channels that the document sends to, and those that its replies have. */
export const targetsOf = (contract: Contract): TopologyRequest['targets'] => {
  const channels = Object.values(contract.operations).flatMap(({ action, channel, reply }) => [
    ...(action === 'send' ? [channel] : []),
    ...(reply?.channel === undefined ? [] : [reply.channel]),
  ]);
  return [...new Set(channels)]
    .filter(({ address }) => address !== null)
    .map((channel) => ({ title: contract.title, channel }));
};

interface Subscribed {
  readonly operation: OperationContract;
  readonly handler: unknown;
  readonly retry: RetryPolicy;
}

const receiveOperation = (contract: Contract, name: string): OperationContract => {
  const operation = Object.values(contract.operations).find((one) => one.name === name);
  if (operation?.action === 'receive') return operation;
  const names = Object.values(contract.operations)
    .filter(({ action }) => action === 'receive')
    .map((one) => one.name);
  throw new TypeError(
    `${name} is no operation to subscribe to; the document has ${names.join(', ') || 'none'}`,
  );
};

const channelOf = (
  contract: Contract,
  subscribed: readonly Subscribed[],
  format: Format,
): Channel => {
  const operations = subscribed.map(({ operation }) => operation);
  const [first] = operations;
  operations.forEach(checkDeadLetter);
  if (first === undefined) throw new TypeError('a channel without operations');
  const taken = operations.flatMap(({ messages }) => messages);
  const reader = MessageReader.of(first.channel, taken, format);
  const routes = new Map<MessageContract, Route>();
  for (const { operation, handler, retry } of subscribed) {
    for (const [message, one] of handlersByMessage(operation, handler, reader)) {
      const other = routes.get(message);
      if (other !== undefined) throw twice(message, operation, other.operation);
      format.codecs.for(message.contentType);
      routes.set(message, routeTo({ operation, handler, retry }, one));
    }
  }
  return {
    source: sourceOf(contract, first, subscribed),
    reader,
    routes,
    answers: operations.some(({ reply }) => reply !== undefined),
  };
};

/** @throws TypeError for a placeholder that nothing can fill */
const checkDeadLetter = ({ name, channel, deadLetter = '' }: OperationContract): void => {
  const known = ['queue', ...Object.keys(channel.parameters ?? {})];
  const unknown = placeholdersOf(deadLetter).find((one) => !known.includes(one));
  if (unknown === undefined) return;
  const names = known.map((one) => `{${one}}`).join(', ');
  throw new TypeError(`${name}: x-dead-letter "${deadLetter}": no {${unknown}}, but ${names}`);
};

const twice = (
  message: MessageContract,
  one: OperationContract,
  other: OperationContract,
): TypeError =>
  new TypeError(
    `${other.name} and ${one.name} both take ${message.type} from ${one.channel.id}: use two groups`,
  );

const sourceOf = (
  contract: Contract,
  operation: OperationContract,
  subscribed: readonly Subscribed[],
): Source => ({
  title: contract.title,
  channel: operation.channel,
  others: literalChannels(contract).filter(({ id }) => id !== operation.channel.id),
  params: {},
  bindings: operation.bindings,
  maxAttempts: Math.max(...subscribed.map(({ retry }) => retry.maxAttempts)),
  waits: waitsOf(subscribed.map(({ retry }) => retry)),
  // Spelled out, it is what every transport does anyway.
  deadLetter: operation.deadLetter === '{queue}.dlq' ? undefined : operation.deadLetter,
});

/** Channels whose addresses are known without parameters. */
const literalChannels = (contract: Contract): readonly ChannelContract[] => {
  const all = Object.values(contract.operations).flatMap(({ channel, reply }) =>
    reply?.channel === undefined ? [channel] : [channel, reply.channel],
  );
  return [...new Set(all)].filter(({ address }) => address?.includes('{') === false);
};

type Given = AnyHandler | Batch | undefined;

const isHandler = (value: unknown): value is AnyHandler | Batch =>
  typeof value === 'function' || value instanceof Batch;

/** @throws TypeError for a batch of requests: each has a reply of its own */
const routeTo = ({ operation, retry }: Subscribed, given: Given): Route => {
  if (!(given instanceof Batch)) return { operation, handler: given, retry };
  if (operation.reply === undefined) {
    return { operation, handler: alone(given), batch: given, retry };
  }
  throw new TypeError(`${operation.name} has a reply: it takes no batches`);
};

/** One function for all messages, or an object with one for each. */
const handlersByMessage = (
  operation: OperationContract,
  handler: unknown,
  reader: MessageReader,
): readonly (readonly [MessageContract, Given])[] => {
  if (isHandler(handler)) return operation.messages.map((message) => [message, handler]);
  if (typeof handler !== 'object' || handler === null) {
    throw new TypeError(`${operation.name} needs a function, or an object of functions`);
  }
  const given = new Map<string, unknown>(Object.entries(handler));
  const unknown = [...given.keys()].find(
    (type) => !operation.messages.some((m) => m.type === type),
  );
  if (unknown !== undefined) throw new TypeError(`${operation.name} has no message ${unknown}`);
  return operation.messages.map((message) => {
    const one = given.get(message.type);
    if (isHandler(one)) return [message, one];
    if (one === 'ignore') return [message, undefined];
    if (one === undefined && reader.upcasts(message)) return [message, undefined];
    throw new TypeError(`${operation.name} needs a handler, or 'ignore', for ${message.type}`);
  });
};
