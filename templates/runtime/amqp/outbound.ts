import type { ChannelContract } from '../contract.js';
import type { OutgoingRecord, Target } from '../core/transport.js';
import { DeliveryError, NoAnswerError, PublishError } from '../errors.js';
import { short } from './address.js';
import type { AmqpConnection } from './client.js';
import { brokerCode } from './broker-code.js';
import type { Declarer } from './declare.js';
import { encodeContent } from './encoding.js';
import { publishOptions } from './properties.js';
import type { AmqpRecord } from './sender.js';
import { toError } from './supervisor.js';
import { routeOf, sendingQueues, type Queue, type Route } from './topology.js';

type ChannelTarget = Extract<Target, { readonly to: 'channel' }>;

/** Losses of the connection that one declaration outlasts. */
const MOST_TRIES = 5;

/** From records of the run time to AMQP messages, and the topology that they need. */
export class Outbound {
  readonly #declarer: Declarer;
  readonly #routes = new WeakMap<ChannelContract, Route>();
  /** What is declared already, so that only the first send waits. */
  readonly #ready = new Set<string>();

  constructor(declarer: Declarer) {
    this.#declarer = declarer;
  }

  /**
   * Declares what the record's target needs; undefined when that has been done.
   * @throws UnknownTargetError at once; PublishError later, with a TopologyMismatchError as cause
   */
  prepare({ target }: OutgoingRecord): Promise<void> | undefined {
    if (target.to === 'inbox') return undefined;
    const route = this.#route(target);
    if (route.toQueue) {
      const name = route.key.fill(target.params);
      return this.#once(`queue ${name}`, (connection) =>
        this.#declareQueue(connection, target.channel, name),
      );
    }
    const { exchange } = route;
    if (exchange.name === '') return undefined;
    return this.#once(`exchange ${exchange.name}`, (connection) =>
      this.#declarer.run(connection, { exchanges: [exchange] }),
    );
  }

  /** A queue of ours, for copies. */
  prepareQueue(queue: Queue): Promise<void> | undefined {
    return this.#once(`queue ${queue.name}`, (connection) =>
      this.#declarer.run(connection, { queues: [queue] }),
    );
  }

  /** @throws InvalidMessageError, TooLargeError for the parameters */
  write(record: OutgoingRecord): AmqpRecord {
    const { target, message } = record;
    const content = encodeContent(record.body, message.bindings?.amqp?.contentEncoding);
    if (target.to === 'inbox') {
      const routingKey = short(target.address, 'reply address');
      // Not mandatory: RabbitMQ gives back every mandatory message to a direct reply.
      const options = publishOptions(record, undefined, false);
      return { exchange: '', routingKey, content, options };
    }
    const { exchange, key, toQueue } = this.#route(target);
    const bindings = target.bindings?.amqp;
    const mandatory = target.mandatory || toQueue || bindings?.mandatory === true;
    return {
      exchange: exchange.name,
      routingKey: key.fill(target.params),
      content,
      options: publishOptions(record, bindings, mandatory),
    };
  }

  /** Declares anew from the next send on. */
  forget(): void {
    this.#ready.clear();
    this.#declarer.forget();
  }

  #once(
    key: string,
    declare: (connection: AmqpConnection) => Promise<void>,
  ): Promise<void> | undefined {
    if (this.#ready.has(key)) return undefined;
    return this.#declare(key, declare);
  }

  /** A connection that is lost meanwhile is waited for; what the broker refuses is the answer. */
  async #declare(
    key: string,
    declare: (connection: AmqpConnection) => Promise<void>,
  ): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#declarer.once(key, declare);
        this.#ready.add(key);
        return;
      } catch (error) {
        const { message } = toError(error);
        const refused =
          (error instanceof DeliveryError && !(error instanceof NoAnswerError)) ||
          brokerCode(error) !== undefined;
        if (error instanceof PublishError) throw error;
        if (refused || tries === MOST_TRIES) {
          throw new PublishError(message, 'not-sent', { cause: error });
        }
      }
    }
  }

  /** What the consumer made, with its own limits, is left as it is. */
  async #declareQueue(
    connection: AmqpConnection,
    channel: ChannelContract,
    name: string,
  ): Promise<void> {
    if (await this.#declarer.exists(connection, name)) return;
    await this.#declarer.run(connection, { queues: sendingQueues(channel, name) });
  }

  #route({ title, channel }: ChannelTarget): Route {
    let route = this.#routes.get(channel);
    if (route === undefined) {
      route = routeOf(title, channel);
      this.#routes.set(channel, route);
    }
    return route;
  }
}
