import type { ChannelContract } from '../contract.js';
import { deadLetterTarget } from '../core/dead-letter-target.js';
import type { Source } from '../core/transport.js';
import { TopologyMismatchError, UnknownTargetError } from '../errors.js';
import { RoutingKey, short } from './address.js';
import type { Arguments, ExchangeOptions, QueueOptions } from './client.js';
import { DEAD_LETTER_LIMIT, retryQueues, type RetryQueue } from './retry-queues.js';

/** An exchange as the document declares it; the name `''` is the broker's default exchange. */
export interface Exchange {
  readonly name: string;
  readonly type: 'topic' | 'direct' | 'fanout' | 'headers';
  readonly options: ExchangeOptions;
}

export interface Queue {
  readonly name: string;
  readonly options: QueueOptions;
}

export interface Binding {
  readonly exchange: string;
  readonly key: string;
  readonly arguments: Arguments;
}

/** How messages reach a channel of the document. */
export interface Route {
  readonly exchange: Exchange;
  readonly key: RoutingKey;
  /** The routing key names the one queue (`is: queue`), which sending creates as well. */
  readonly toQueue: boolean;
}

/** All that a subscription to one source needs on the broker. */
export interface SourceTopology {
  readonly exchange: Exchange;
  readonly queue: Queue;
  readonly bindings: readonly Binding[];
  /** What failed waits there, shortest wait first. */
  readonly retries: readonly RetryQueue[];
  /** Replies have none. */
  readonly deadLetters: Queue | undefined;
  /** The queue is this instance's own and is made whatever the topology mode is. */
  readonly own: boolean;
  readonly key: RoutingKey;
  /** Whether a message is another channel's: a wildcard was wider than the address, or took it in. */
  readonly isForeign: (routingKey: string) => boolean;
}

/** Deliveries beyond the attempts that a crash loop gets before the broker itself gives up. */
const SPARE_DELIVERIES = 5;

/** @throws UnknownTargetError when the channel has no address */
export const routeOf = (title: string, channel: ChannelContract): Route => {
  const binding = channel.bindings?.amqp;
  const address = binding?.name ?? channel.address;
  if (binding?.is === 'queue') {
    const queue = binding.queue?.name ?? address;
    if (queue === null) throw withoutAddress(channel);
    return { exchange: DEFAULT_EXCHANGE, key: new RoutingKey(queue, channel), toQueue: true };
  }
  if (address === null) throw withoutAddress(channel);
  return {
    exchange: exchangeOf(title, channel),
    key: new RoutingKey(address, channel),
    toQueue: false,
  };
};

/**
 * Exchange, queue, bindings and dead letters of one source of a group (DELIVERY section 4).
 * @throws UnknownTargetError when the address is missing, too open for a direct exchange, or
 * `x-dead-letter` depends on a parameter that is left open
 * @throws TooLargeError for a name above 255 bytes
 */
export const sourceTopology = (group: string, source: Source): SourceTopology => {
  const { channel, params, waits = [] } = source;
  const { exchange, key, toQueue } = routeOf(source.title, channel);
  const direct = toQueue || exchange.name === '';
  const address = key.name(params);
  const name = short(direct ? address : `${group}.${address}`, 'queue');
  const deadLetterName = deadLetterQueueName(source, name);
  return {
    exchange,
    key,
    queue: { name, options: queueOptions(channel, source.maxAttempts, deadLetterName) },
    bindings: direct ? [] : bindingsOf({ exchange, key, source }),
    // A queue that is temporary has none: what fails is retried in place.
    retries: isTemporary(channel) ? [] : retryQueues(name, waits),
    deadLetters: deadLetterQueue(deadLetterName),
    own: false,
    isForeign: direct || exchange.type !== 'topic' ? never : foreignTo(source, { exchange, key }),
  };
};

const never = (): boolean => false;

/** Not of this address, or the routing key of another channel on the same exchange. */
function foreignTo(
  { title, others }: Source,
  { exchange, key }: Pick<Route, 'exchange' | 'key'>,
): (routingKey: string) => boolean {
  const taken = new Set(
    others
      .map((channel) => routeOf(title, channel))
      .filter((other) => other.exchange.name === exchange.name)
      .map((other) => other.key.name({})),
  );
  return (routingKey) => taken.has(routingKey) || key.parse(routingKey) === undefined;
}

/**
 * A queue has one place for its dead letters, whatever the address parameters of its messages are:
 * RabbitMQ itself moves messages there, and cannot tell them apart.
 */
const deadLetterQueueName = ({ deadLetter, params }: Source, queue: string): string => {
  const valueOf = (name: string): string | undefined => {
    if (name === 'queue') return queue;
    return Object.hasOwn(params, name) ? params[name] : undefined;
  };
  return short(deadLetterTarget(deadLetter ?? '{queue}.dlq', valueOf), 'queue of dead letters');
};

/**
 * Where this instance gets the replies whose address the document fixes: an exclusive queue that is
 * bound to it.
 */
export const replyTopology = (source: Source, id: string): SourceTopology => {
  const { exchange, key } = routeOf(source.title, source.channel);
  const options: QueueOptions = {
    durable: false,
    exclusive: true,
    autoDelete: true,
    arguments: { 'x-queue-type': 'classic' },
  };
  return {
    exchange,
    key,
    queue: { name: `replies.${id}`, options },
    bindings: exchange.name === '' ? [] : bindingsOf({ exchange, key, source }),
    retries: [],
    deadLetters: undefined,
    own: true,
    isForeign: never,
  };
};

/** The queue of `is: queue`, and its dead letters before it, for a sender that finds none. */
export const sendingQueues = (channel: ChannelContract, name: string): Queue[] => {
  const deadLetters = deadLetterQueue(short(`${name}.dlq`, 'queue of dead letters'));
  const options = queueOptions(channel, DEFAULT_ATTEMPTS, deadLetters.name);
  return [deadLetters, { name: short(name, 'queue'), options }];
};

/** What `Source.maxAttempts` is unless the document or the subscription says otherwise. */
const DEFAULT_ATTEMPTS = 5;

const DEFAULT_EXCHANGE: Exchange = {
  name: '',
  type: 'direct',
  options: { durable: true, autoDelete: false },
};

const exchangeOf = (title: string, channel: ChannelContract): Exchange => {
  const {
    name,
    type = 'topic',
    durable = true,
    autoDelete = false,
  } = channel.bindings?.amqp?.exchange ?? {};
  if (type === 'default' || name === '') return DEFAULT_EXCHANGE;
  // Channels may share a topic exchange; the other types would mix their messages.
  const fallback = type === 'topic' ? `${title}.events` : `${title}.${channel.id}`;
  return { name: short(name ?? fallback, 'exchange'), type, options: { durable, autoDelete } };
};

type QueueFlags = Pick<QueueOptions, 'durable' | 'exclusive' | 'autoDelete'>;

const flagsOf = (channel: ChannelContract): QueueFlags => {
  const {
    durable = true,
    exclusive = false,
    autoDelete = false,
  } = channel.bindings?.amqp?.queue ?? {};
  return { durable, exclusive, autoDelete };
};

/** Its queue ends with its consumer or its broker; what is to last is not put there. */
export const isTemporary = (channel: ChannelContract): boolean => {
  const { durable, exclusive, autoDelete } = flagsOf(channel);
  return !durable || exclusive || autoDelete;
};

const queueOptions = (
  channel: ChannelContract,
  maxAttempts: number,
  deadLetters: string,
): QueueOptions => {
  const flags = flagsOf(channel);
  const deadLettering = {
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': deadLetters,
  };
  if (isTemporary(channel)) {
    return { ...flags, arguments: { 'x-queue-type': 'classic', ...deadLettering } };
  }
  return {
    ...flags,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': maxAttempts + SPARE_DELIVERIES,
      ...deadLettering,
      // At least once holds only together with reject-publish; alone it is accepted and does not.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  };
};

export const deadLetterQueue = (name: string): Queue => ({
  name,
  options: {
    durable: true,
    exclusive: false,
    autoDelete: false,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': DEAD_LETTER_LIMIT },
  },
});

interface BindingRequest {
  readonly exchange: Exchange;
  readonly key: RoutingKey;
  readonly source: Source;
}

const bindingsOf = ({ exchange, key, source }: BindingRequest): Binding[] => {
  const to = (routingKey: string, args: Arguments = {}): Binding => ({
    exchange: exchange.name,
    key: short(routingKey, 'routing key'),
    arguments: args,
  });
  switch (exchange.type) {
    case 'fanout':
      return [to('')];
    case 'headers':
      // Without a header to compare, `all` lets everything through.
      return [to('', { 'x-match': 'all' })];
    case 'direct':
      if (!key.isClosed(source.params)) throw tooOpen(source.channel);
      return key.bindings(source.params).map((routingKey) => to(routingKey));
    case 'topic':
      return key.bindings(source.params).map((routingKey) => to(routingKey));
  }
};

const withoutAddress = ({ id }: ChannelContract): UnknownTargetError =>
  new UnknownTargetError(`channel "${id}" has no address`);

const tooOpen = ({ id }: ChannelContract): UnknownTargetError =>
  new UnknownTargetError(
    `channel "${id}": a direct exchange has no wildcards; give every parameter a value or an enum`,
  );

/**
 * The broker's answer to a declaration that differs from what it has (406), as our error; undefined
 * when it is another error. Read from: `inequivalent arg 'x' for queue 'q' in vhost '/': received
 * the value '15' of type 'signedint' but current is the value '10' of type 'signedint'`.
 */
export const mismatchOf = (
  error: Error,
  declared: Readonly<Record<string, unknown>>,
): TopologyMismatchError | undefined => {
  const locked = LOCKED.exec(error.message)?.[1];
  if (locked !== undefined) {
    const difference = { argument: 'exclusive', declared: declared['exclusive'], found: true };
    return new TopologyMismatchError(`queue "${locked}"`, difference);
  }
  const match = INEQUIVALENT.exec(error.message);
  if (match === null) return undefined;
  const [, argument = '', kind = '', name = '', received = '', current = ''] = match;
  return new TopologyMismatchError(`${kind} "${name}"`, {
    argument,
    declared: declared[argument] ?? brokerValue(received),
    found: brokerValue(current),
  });
};

const INEQUIVALENT =
  /inequivalent arg '(.+?)' for (queue|exchange) '(.*)' in vhost '.*?': received (.+?) but current is (.+?)"?$/su;

/** 405: another connection has the queue for itself. */
const LOCKED = /RESOURCE_LOCKED .*exclusive access to locked queue '(.*)' in vhost/su;

const brokerValue = (text: string): unknown => {
  if (text === 'none') return undefined;
  const value = /^(?:the value )?'(.*?)'(?: of type '\w+')?$/su.exec(text)?.[1] ?? text;
  if (/^-?\d{1,15}$/u.test(value)) return Number(value);
  return value === 'true' ? true : value === 'false' ? false : value;
};
