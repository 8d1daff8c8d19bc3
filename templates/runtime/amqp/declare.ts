import { TopologyMismatchError } from '../errors.js';
import type { AmqpChannel, AmqpConnection } from './client.js';
import type { Link } from './link.js';
import { toError } from './supervisor.js';
import { mismatchOf, type Binding, type Exchange, type Queue } from './topology.js';

/** `create` makes what is missing; `check` changes nothing and needs no right to. */
export type TopologyMode = 'create' | 'check';

/** A list of declarations, in order; a queue of dead letters comes before the queue that uses it. */
export interface Declarations {
  readonly exchanges?: readonly Exchange[];
  readonly queues?: readonly Queue[];
  readonly bindings?: readonly (Binding & { readonly queue: string })[];
}

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
    const channel = await this.#channel(connection);
    try {
      await (mode === 'create' ? create : check)(channel, declarations);
    } finally {
      // After a difference the broker has closed it already.
      await channel.close().catch(() => undefined);
    }
  }

  /** Tells whether a queue is there, whatever its arguments. */
  async exists(connection: AmqpConnection, queue: string): Promise<boolean> {
    const channel = await this.#channel(connection);
    try {
      await channel.checkQueue(queue);
    } catch (error) {
      if (brokerCode(error) === NOT_FOUND) return false;
      throw error;
    } finally {
      await channel.close().catch(() => undefined);
    }
    return true;
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

const check = async (channel: AmqpChannel, declarations: Declarations): Promise<void> => {
  for (const { name } of declarations.exchanges ?? []) {
    if (name !== '') await present(channel.checkExchange(name), `exchange "${name}"`);
  }
  for (const { name } of declarations.queues ?? []) {
    await present(channel.checkQueue(name), `queue "${name}"`);
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

const present = async (checked: Promise<unknown>, subject: string): Promise<void> => {
  try {
    await checked;
  } catch (error) {
    if (brokerCode(error) !== NOT_FOUND) throw error;
    throw new TopologyMismatchError(subject, {
      argument: 'state',
      declared: 'present',
      found: 'missing',
    });
  }
};

/** The AMQP reply code of an error that the broker sent, e.g. 404. */
export const brokerCode = (error: unknown): number | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined;
