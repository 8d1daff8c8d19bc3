import { randomUUID } from 'node:crypto';
import type { Delivery, Headers, Source } from '../core/transport.js';
import { UnroutableError } from '../errors.js';
import type { AmqpChannel, AmqpMessage } from './client.js';
import type { Params } from './address.js';
import { decodeContent } from './encoding.js';
import { brokerTime, copyOptions, incomingHeaders, KEY_HEADER } from './properties.js';
import type { AmqpRecord } from './sender.js';

/** One life of a subscription's channel: what it delivered can be settled on it only. */
export interface Epoch {
  /** Undefined where nothing is to be settled: direct replies. */
  readonly channel: AmqpChannel | undefined;
  /** False once the channel is gone; settles are dropped then, the broker delivers again. */
  open: boolean;
}

export interface DeliveryContext {
  readonly source: Source;
  readonly queue: string;
  /** The queue of dead letters; replies have none. */
  readonly deadLetters: string | undefined;
  readonly address: string;
  readonly params: Params;
  readonly epoch: Epoch;
  /** `ack: false`: the broker forgot the message when it sent it. */
  readonly settled: boolean;
  /** Cap of an inflated body, in bytes. */
  readonly maxMessageSize: number;
  readonly publishCopy: (record: AmqpRecord) => Promise<void>;
}

/** A message of the broker as the run time sees it. */
export class AmqpDelivery implements Delivery {
  readonly source: Source;
  readonly address: string;
  readonly params: Params;
  readonly key: string | undefined;
  readonly headers: Headers;
  readonly timestamp: number | undefined;
  readonly lane = undefined;
  readonly redelivered: boolean;
  readonly fallbackId = undefined;
  readonly info: Delivery['info'];
  readonly epoch: Epoch;
  readonly #message: AmqpMessage;
  readonly #context: DeliveryContext;
  #body: Uint8Array | undefined;

  constructor(message: AmqpMessage, context: DeliveryContext) {
    const { exchange, routingKey, redelivered } = message.fields;
    this.source = context.source;
    this.address = context.address;
    this.params = context.params;
    this.headers = incomingHeaders(message.properties);
    const key = this.headers[KEY_HEADER];
    this.key = typeof key === 'string' ? key : undefined;
    this.timestamp = brokerTime(message.properties);
    this.redelivered = redelivered;
    this.info = { transport: 'amqp', exchange, routingKey, queue: context.queue };
    this.epoch = context.epoch;
    this.#message = message;
    this.#context = context;
  }

  /** @throws when the content encoding cannot be undone: the message is unparseable */
  get body(): Uint8Array {
    const { content, properties } = this.#message;
    const limit = this.#context.maxMessageSize;
    this.#body ??= decodeContent(content, properties.contentEncoding, limit);
    return this.#body;
  }

  settle(): void {
    this.#onChannel((channel) => channel.ack(this.#message));
  }

  release(): void {
    this.#onChannel((channel) => channel.nack(this.#message, false, true));
  }

  deadLetter(headers: Headers): Promise<void> {
    const { deadLetters } = this.#context;
    if (deadLetters === undefined) {
      return Promise.reject(new UnroutableError('replies have no dead letters'));
    }
    return this.#context.publishCopy({
      exchange: '',
      routingKey: deadLetters,
      content: this.#message.content,
      options: copyOptions(this.#message, headers, randomUUID),
    });
  }

  #onChannel(act: (channel: AmqpChannel) => void): void {
    const { open, channel } = this.epoch;
    if (!open || channel === undefined || this.#context.settled) return;
    try {
      act(channel);
    } catch {
      // The channel closed a moment ago: a stale settle, the broker delivers again.
      this.epoch.open = false;
    }
  }
}

/**
 * The address that a message was sent to. Copies of ours come through the default exchange, with
 * the queue's name as routing key, and carry the first one in a header.
 */
export const addressOf = ({ fields, properties }: AmqpMessage, queue: string): string => {
  if (fields.exchange !== '' || fields.routingKey !== queue) return fields.routingKey;
  const original = properties.headers?.['x-original-routing-key'];
  return typeof original === 'string' ? original : fields.routingKey;
};
