import { assertTopology } from '../core/topology.js';
import type { TopologyItem, TopologyMode } from '../types.js';
import { brokerCode } from './broker-code.js';
import type { AmqpChannel, AmqpConnection } from './client.js';
import { inspect } from './inspect.js';
import type { Link } from './link.js';
import { toError } from './supervisor.js';
import { closeChannel } from './within.js';
import {
  mismatchOf,
  type Binding,
  type Exchange,
  type Queue,
  type SourceTopology,
} from './topology.js';

/** A list of declarations, in order; a queue of dead letters comes before the queue that uses it. */
export interface Declarations {
  readonly exchanges?: readonly Exchange[];
  readonly queues?: readonly Queue[];
  readonly bindings?: readonly (Binding & { readonly queue: string })[];
}

/** What a subscription to one source needs; the dead letters first. */
export const sourceDeclarations = (topology: SourceTopology): Declarations => {
  const { exchange, deadLetters, queue, retries, bindings } = topology;
  return {
    exchanges: [exchange],
    queues: [...(deadLetters === undefined ? [] : [deadLetters]), queue, ...retries],
    bindings: bindings.map((binding) => ({ ...binding, queue: queue.name })),
  };
};

/** Several lists as one, in which nothing occurs twice. */
export const combined = (all: readonly Declarations[]): Declarations => ({
  exchanges: unique(all.flatMap(({ exchanges = [] }) => exchanges)),
  queues: unique(all.flatMap(({ queues = [] }) => queues)),
  bindings: unique(all.flatMap(({ bindings = [] }) => bindings)),
});

const unique = <Item>(items: readonly Item[]): readonly Item[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

/**
 * Makes or checks exchanges, queues and bindings, each list on a channel of its own: the broker
 * answers a difference by closing the channel, and nobody else's must suffer.
 */
export class Declarer {
  readonly #link: Link;
  readonly #mode: TopologyMode;
  readonly #known = new Map<string, Promise<void>>();

  constructor(link: Link, mode: TopologyMode) {
    this.#link = link;
    this.#mode = mode;
  }

  /**
   * Declares once, until `forget`. Concurrent calls share the work; a failure is not remembered.
   * @throws TopologyMismatchError
   */
  once(key: string, declare: (connection: AmqpConnection) => Promise<void>): Promise<void> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const done = this.#link.get().then(declare);
    this.#known.set(key, done);
    done.catch(() => this.#known.delete(key));
    return done;
  }

  /** After a loss: the broker may have another state than we remember. */
  forget(): void {
    this.#known.clear();
  }

  /** @throws TopologyMismatchError */
  async run(
    connection: AmqpConnection,
    declarations: Declarations,
    mode: TopologyMode = this.#mode,
  ): Promise<void> {
    if (mode === 'check') {
      assertTopology(await this.inspect(connection, declarations));
      return;
    }
    const channel = await this.#channel(connection);
    try {
      await create(channel, declarations);
    } finally {
      await closeChannel(channel);
    }
  }

  /** Compares with what there is; changes nothing. */
  inspect(
    connection: AmqpConnection,
    declarations: Declarations,
  ): Promise<readonly TopologyItem[]> {
    return inspect(() => this.#channel(connection), declarations);
  }

  /** What holds unless a call says otherwise. */
  get mode(): TopologyMode {
    return this.#mode;
  }

  /** Tells whether a queue is there, whatever its arguments. */
  async exists(connection: AmqpConnection, queue: string): Promise<boolean> {
    return (await this.#ask(connection, (channel) => channel.checkQueue(queue))) !== undefined;
  }

  /** Tells whether an exchange is there, whatever its type. */
  async hasExchange(connection: AmqpConnection, exchange: string): Promise<boolean> {
    const check = (channel: AmqpChannel): Promise<unknown> => channel.checkExchange(exchange);
    return (await this.#ask(connection, check)) !== undefined;
  }

  /** The broker's answer; undefined when it has no such thing. */
  async #ask(
    connection: AmqpConnection,
    question: (channel: AmqpChannel) => Promise<unknown>,
  ): Promise<unknown> {
    const channel = await this.#channel(connection);
    try {
      return (await question(channel)) ?? {};
    } catch (error) {
      if (brokerCode(error) === NOT_FOUND) return undefined;
      throw error;
    } finally {
      await closeChannel(channel);
    }
  }

  async #channel(connection: AmqpConnection): Promise<AmqpChannel> {
    try {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      return channel;
    } catch (error) {
      this.#link.suspect(connection, toError(error));
      throw error;
    }
  }
}

const create = async (channel: AmqpChannel, declarations: Declarations): Promise<void> => {
  for (const { name, type, options } of declarations.exchanges ?? []) {
    if (name === '') continue;
    await named(channel.assertExchange(name, type, options), { type, ...options });
  }
  for (const { name, options } of declarations.queues ?? []) {
    const { arguments: args, ...flags } = options;
    await named(channel.assertQueue(name, options), { ...flags, ...args });
  }
  for (const { queue, exchange, key, arguments: args } of declarations.bindings ?? []) {
    await channel.bindQueue(queue, exchange, key, args);
  }
};

const named = async (
  declared: Promise<unknown>,
  values: Readonly<Record<string, unknown>>,
): Promise<void> => {
  try {
    await declared;
  } catch (error) {
    throw mismatchOf(toError(error), keyed(values)) ?? error;
  }
};

/** The broker says `auto_delete` where amqplib says `autoDelete`. */
const keyed = (values: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...values,
  auto_delete: values['autoDelete'],
});

const NOT_FOUND = 404;
