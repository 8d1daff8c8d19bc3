import type { Buffer } from 'node:buffer';

/**
 * The part of amqplib (2.3 or newer) that the run time calls, as structural types, so that the
 * generated code does not import the client. What `amqp.connect()` resolves to fits `AmqpConnection`.
 */
export interface AmqpConnection extends AmqpEmitter {
  createChannel(): Promise<AmqpChannel>;
  createConfirmChannel(): Promise<AmqpConfirmChannel>;
  close(): Promise<void>;
  /** What lies below; the optional parts are not in amqplib's own types, but they are there. */
  readonly connection: {
    readonly serverProperties: object;
    /** Largest frame in bytes that was agreed on with the broker. */
    readonly frameMax?: number;
    readonly stream?: { destroy(reason: Error): unknown };
  };
}

/** Only listeners with `unknown` arguments: what comes is checked, not believed. */
export interface AmqpEmitter {
  on(event: string, listener: (argument?: unknown) => void): unknown;
}

export interface AmqpChannel extends AmqpEmitter {
  assertExchange(exchange: string, type: string, options: ExchangeOptions): Promise<unknown>;
  checkExchange(exchange: string): Promise<unknown>;
  assertQueue(queue: string, options: QueueOptions): Promise<{ readonly queue: string }>;
  checkQueue(queue: string): Promise<unknown>;
  bindQueue(queue: string, exchange: string, key: string, args?: Arguments): Promise<unknown>;
  prefetch(count: number): Promise<unknown>;
  consume(
    queue: string,
    onMessage: (message: AmqpMessage | null) => void,
    options: { readonly noAck: boolean },
  ): Promise<{ readonly consumerTag: string }>;
  cancel(consumerTag: string): Promise<unknown>;
  get(queue: string, options: { readonly noAck: boolean }): Promise<AmqpMessage | false>;
  ack(message: AmqpMessage, allUpTo?: boolean): void;
  nack(message: AmqpMessage, allUpTo: boolean, requeue: boolean): void;
  close(): Promise<void>;
}

export interface AmqpConfirmChannel extends AmqpChannel {
  /** Returns false when its buffer is full; `drain` follows. Throws at once on a closed channel. */
  publish(
    exchange: string,
    routingKey: string,
    content: Buffer,
    // `PublishOptions`; amqplib's own type leaves out that properties may be undefined.
    options: object,
    confirmed: (error: unknown) => void,
  ): boolean;
}

export type Arguments = Readonly<Record<string, string | number | boolean>>;

export interface ExchangeOptions {
  readonly durable: boolean;
  readonly autoDelete: boolean;
}

export interface QueueOptions {
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Arguments;
}

/** Options of `publish`: the properties of an AMQP message and how it is routed. */
export interface PublishOptions {
  readonly mandatory: boolean;
  readonly deliveryMode: 1 | 2;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly messageId: string;
  readonly type?: string | undefined;
  /** Seconds since 1970. */
  readonly timestamp?: number | undefined;
  readonly appId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly priority?: number | undefined;
  /** Milliseconds. */
  readonly expiration?: number | undefined;
  readonly userId?: string | undefined;
  readonly CC?: string[] | undefined;
  readonly BCC?: string[] | undefined;
}

export interface AmqpMessage {
  readonly content: Buffer;
  readonly fields: {
    readonly deliveryTag: number;
    readonly redelivered: boolean;
    readonly exchange: string;
    readonly routingKey: string;
  };
  readonly properties: AmqpProperties;
}

/** Properties of a received message. Another program wrote them: nothing about them is sure. */
export interface AmqpProperties {
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly messageId?: unknown;
  readonly type?: unknown;
  readonly timestamp?: unknown;
  readonly appId?: unknown;
  readonly correlationId?: unknown;
  readonly contentType?: unknown;
  readonly contentEncoding?: unknown;
  readonly replyTo?: unknown;
  readonly priority?: unknown;
}
