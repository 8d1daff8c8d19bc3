import { randomUUID } from 'node:crypto';
import { extraNames } from '../core/envelope/names.js';
import type { Delivery, DeliveryInfo, Headers, Source } from '../core/transport.js';
import { UnroutableError } from '../errors.js';
import type { Acks } from './acks.js';
import type { Params } from './address.js';
import type { AmqpMessage } from './client.js';
import { decodeContent } from './encoding.js';
import { brokerTime, copyOptions, incomingHeaders, KEY_HEADER } from './properties.js';
import { hasWaited, retryQueueFor, type RetryQueue } from './retry-queues.js';
import type { AmqpRecord } from './sender.js';
import type { Queue } from './topology.js';

/** One life of a subscription's channel: what it delivered can be settled on it only. */
export interface Epoch {
  /** Undefined where nothing is to be settled: direct replies. */
  readonly acks: Acks | undefined;
  /** False once the channel is gone; settles are dropped then, the broker delivers again. */
  open: boolean;
}

/** What the deliveries of a queue share. */
export interface DeliveryContext {
  readonly source: Source;
  readonly queue: string;
  /** The queue of dead letters; replies have none. */
  readonly deadLetters: Queue | undefined;
  /** Where what failed may wait. */
  readonly retries: readonly RetryQueue[];
  readonly epoch: Epoch;
  /** `ack: false`: the broker forgot the message when it sent it. */
  readonly settled: boolean;
  /** Cap of an inflated body, in bytes. */
  readonly maxMessageSize: number;
  /** Hears of its end, where somebody waits for that. */
  readonly ended?: () => void;
  /** Publishes to a queue of ours, which it makes where it is missing. */
  readonly publishCopy: (queue: Queue, record: AmqpRecord) => Promise<void>;
}

/** What its routing key says. */
type Arrival = Pick<AmqpDelivery, 'address' | 'params' | 'foreign'>;

/** A message of the broker as the run time sees it. */
export class AmqpDelivery implements Delivery {
  readonly source: Source;
  readonly address: string;
  readonly params: Params;
  readonly foreign: boolean;
  readonly key: string | undefined;
  readonly headers: Headers;
  readonly timestamp: number | undefined;
  readonly lane = undefined;
  readonly redelivered: boolean;
  readonly fallbackId = undefined;
  readonly epoch: Epoch;
  readonly #message: AmqpMessage;
  readonly #context: DeliveryContext;
  #body: Uint8Array | undefined;

  constructor(message: AmqpMessage, context: DeliveryContext, how: Arrival) {
    this.source = context.source;
    this.address = how.address;
    this.params = how.params;
    this.foreign = how.foreign;
    this.headers = incomingHeaders(message.properties);
    const key = this.headers[KEY_HEADER];
    this.key = typeof key === 'string' ? key : undefined;
    this.timestamp = brokerTime(message.properties);
    this.redelivered = message.fields.redelivered;
    this.epoch = context.epoch;
    this.#message = message;
    this.#context = context;
  }

  get info(): DeliveryInfo {
    const { queue } = this.#context;
    return { transport: 'amqp', ...originOf(this.#message, queue), queue };
  }

  /** @throws when the content encoding cannot be undone: the message is unparseable */
  get body(): Uint8Array {
    const { content, properties } = this.#message;
    const limit = this.#context.maxMessageSize;
    this.#body ??= decodeContent(content, properties.contentEncoding, limit);
    return this.#body;
  }

  get postponed(): number | undefined {
    if (!hasWaited(this.#message.properties, this.#context.queue)) return undefined;
    const due = this.headers[extraNames.notBefore];
    return typeof due === 'string' ? Math.max(0, Date.parse(due) - Date.now()) || 0 : 0;
  }

  settle(): void {
    this.#acks?.ack(this.#message);
    this.#context.ended?.();
  }

  release(): void {
    try {
      this.#acks?.nack(this.#message);
    } catch {
      // The channel closed a moment ago: a stale settle, the broker delivers again.
      this.epoch.open = false;
    }
    this.#context.ended?.();
  }

  deadLetter(headers: Headers): Promise<void> {
    const { deadLetters } = this.#context;
    if (deadLetters === undefined) {
      return Promise.reject(new UnroutableError('replies have no dead letters'));
    }
    return this.#copyTo(deadLetters, headers);
  }

  async postpone(headers: Headers, wait: number): Promise<boolean> {
    const queue = retryQueueFor(this.#context.retries, wait);
    if (queue === undefined) return false;
    // Of a wait that is longer than any queue's, the rest follows when it is back.
    const due =
      wait > queue.wait
        ? { [extraNames.notBefore]: new Date(Date.now() + wait).toISOString() }
        : {};
    await this.#copyTo(queue, { ...headers, ...due });
    return true;
  }

  #copyTo(queue: Queue, headers: Headers): Promise<void> {
    return this.#context.publishCopy(queue, {
      exchange: '',
      routingKey: queue.name,
      content: this.#message.content,
      options: copyOptions(this.#message, headers, randomUUID),
    });
  }

  /** Where the broker waits for an answer, and still can hear it. */
  get #acks(): Acks | undefined {
    return this.epoch.open && !this.#context.settled ? this.epoch.acks : undefined;
  }
}

/** Where a message was sent to. */
interface Origin {
  readonly exchange: string;
  readonly routingKey: string;
}

/**
 * Copies of ours come through the default exchange, with the queue's name as routing key, and carry
 * where the original was sent to in headers.
 */
const originOf = ({ fields, properties }: AmqpMessage, queue: string): Origin => {
  const { exchange, routingKey } = fields;
  if (exchange !== '' || routingKey !== queue) return { exchange, routingKey };
  const original = properties.headers?.['x-original-exchange'];
  const key = properties.headers?.['x-original-routing-key'];
  return {
    exchange: typeof original === 'string' ? original : exchange,
    routingKey: typeof key === 'string' ? key : routingKey,
  };
};

/** The address that a message was sent to. */
export const addressOf = (message: AmqpMessage, queue: string): string =>
  message.fields.exchange === '' ? originOf(message, queue).routingKey : message.fields.routingKey;
