import type { Buffer } from 'node:buffer';
import {
  ClosedError,
  PublishError,
  PublishTimeoutError,
  TooLargeError,
  UnroutableError,
  type Outcome,
} from '../errors.js';
import type { Cancel } from '../core/transport.js';
import type { AmqpConfirmChannel, AmqpMessage, PublishOptions } from './client.js';
import { DIRECT_REPLY } from './address.js';
import { brokerCode } from './broker-code.js';
import type { Link } from './link.js';
import { headersFit } from './size.js';
import { Supervisor, toError, type SupervisorState } from './supervisor.js';
import { closeChannel, within } from './within.js';

/** A message as AMQP sends it. */
export interface AmqpRecord {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly options: PublishOptions;
}

export interface SenderOptions {
  readonly link: Link;
  /** Bytes. The broker closes the channel above its own limit, so ours comes first. */
  readonly maxMessageSize: number;
  /** The channel was lost; with the broker's reply code, if it closed it. */
  readonly lost: (reason: Error, code: number | undefined) => void;
  readonly changed?: (state: SupervisorState, reason?: Error) => void;
  readonly backoff?: (failures: number) => number;
}

type DirectReply = (message: AmqpMessage) => void;

/** One life of the confirm channel. */
interface Lane {
  readonly channel: AmqpConfirmChannel;
  /** False once the channel is gone. */
  open: boolean;
  /** Bytes given to the channel since its buffer was full; it has room again at `drain`. */
  ahead: number;
  /** Ids that the broker gave back (`basic.return`), how often, until their confirm comes. */
  readonly returned: Map<string, number>;
  /** The consumer of direct replies, from the moment that one was asked for. */
  replies: Promise<unknown> | undefined;
}

/**
 * Bytes that go to a channel whose buffer is full: waiting for `drain` each 16 KiB leaves the socket
 * idle again and again. What was given to the channel can no longer be taken back, so they are few.
 */
const MOST_AHEAD = 1024 * 1024;
/** Bytes of a message beside its content, roughly. */
const OVERHEAD = 512;

/** A publish from its call to its end; hears of its signal itself. */
class Pending {
  readonly record: AmqpRecord;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  readonly #signal: Cancel | undefined;
  /** Handed to the channel: from here on the broker may have it. */
  written = false;
  /** Where it waits for a channel. */
  queue: Set<Pending> | undefined = undefined;
  #done = false;

  constructor(
    record: AmqpRecord,
    signal: Cancel | undefined,
    resolve: () => void,
    reject: (error: Error) => void,
  ) {
    this.record = record;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    signal?.addEventListener('abort', this);
  }

  /** The signal aborted. */
  handleEvent(): void {
    this.fail(abortError(this.#signal, this.outcome));
  }

  get outcome(): Outcome {
    return this.written ? 'unknown' : 'not-sent';
  }

  succeed(): void {
    if (this.#finish()) this.#resolve();
  }

  fail(error: Error): void {
    if (this.#finish()) this.#reject(error);
  }

  #finish(): boolean {
    if (this.#done) return false;
    this.#done = true;
    this.queue?.delete(this);
    this.#signal?.removeEventListener('abort', this);
    return true;
  }
}

/**
 * Publishes on one confirm channel. A publish waits here, in order, while there is no channel, its
 * buffer is full or the broker has blocked the connection: what waits here is known to be not sent.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #channels: Supervisor<Lane>;
  readonly #replies = new Set<DirectReply>();
  #unconfirmed = 0;
  readonly #waiting = new Set<Pending>();
  #waking = false;
  #whenConfirmed: (() => void) | undefined;
  #closed = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#channels = new Supervisor<Lane>({
      name: 'the channel to send',
      open: (lost) => this.#open(lost),
      dispose: ({ channel }) => closeChannel(channel),
      ...(options.changed && { changed: options.changed }),
      ...(options.backoff && { backoff: options.backoff }),
    });
    options.link.onUnblocked(() => this.#flush());
  }

  /** One attempt to open the channel. */
  async connect(): Promise<void> {
    await this.#options.link.attempt();
    await this.#channels.attempt();
  }

  /**
   * Resolves on the broker's confirm, unless the broker gave the message back.
   * @throws TooLargeError, UnroutableError, ClosedError, PublishTimeoutError, PublishError
   */
  publish(record: AmqpRecord, signal?: Cancel): Promise<void> {
    if (this.#closed) return Promise.reject(new ClosedError('the bus was closed'));
    if (signal?.aborted === true) return Promise.reject(abortError(signal, 'not-sent'));
    const { maxMessageSize } = this.#options;
    if (record.content.length > maxMessageSize) {
      const message = `${record.content.length} bytes; the limit is ${maxMessageSize}`;
      return Promise.reject(new TooLargeError(message));
    }
    return new Promise((resolve, reject) => {
      const pending = new Pending(record, signal, resolve, reject);
      const lane = this.#writableLane();
      if (lane !== undefined && this.#waiting.size === 0) this.#write(lane, pending);
      else this.#wait(pending);
    });
  }

  /**
   * Listens for direct replies. RabbitMQ ties them to the channel that the requests go out on.
   * Resolves once requests may be sent; returns how to stop listening.
   */
  async listen(deliver: DirectReply): Promise<() => void> {
    this.#replies.add(deliver);
    await this.#consumeReplies(await this.#channels.get());
    return () => this.#replies.delete(deliver);
  }

  /** Rejects what waits, gives confirms `limit` milliseconds, then closes the channel. */
  async close(limit: number): Promise<void> {
    this.#closed = true;
    for (const pending of this.#waiting) pending.fail(new ClosedError('the bus was closed'));
    await this.#confirmed(limit);
    await this.#channels.close();
  }

  async #open(lost: (reason: Error) => void): Promise<Lane> {
    const { link } = this.#options;
    const connection = await link.get();
    const channel = await connection.createConfirmChannel().catch((error: unknown) => {
      link.suspect(connection, toError(error));
      throw error;
    });
    const lane: Lane = {
      channel,
      open: true,
      ahead: 0,
      returned: new Map(),
      replies: undefined,
    };
    let reason: Error | undefined;
    channel.on('error', (error) => (reason ??= toError(error)));
    channel.on('close', () => {
      lane.open = false;
      const why = reason ?? link.trouble ?? new Error('the channel was closed');
      this.#options.lost(why, brokerCode(reason));
      lost(why);
      this.#wake();
    });
    channel.on('drain', () => {
      lane.ahead = 0;
      this.#flush();
    });
    channel.on('return', (message) => noteReturn(lane, message));
    if (this.#replies.size > 0) await this.#consumeReplies(lane);
    return lane;
  }

  async #consumeReplies(lane: Lane): Promise<void> {
    const deliver = (message: AmqpMessage | null): void => {
      if (message !== null) for (const reply of this.#replies) reply(message);
    };
    lane.replies ??= lane.channel.consume(DIRECT_REPLY, deliver, { noAck: true });
    await lane.replies;
  }

  #writableLane(): Lane | undefined {
    const lane = this.#channels.current;
    if (lane === undefined || this.#options.link.blocked) return undefined;
    return lane.open && lane.ahead < MOST_AHEAD ? lane : undefined;
  }

  #wait(pending: Pending): void {
    pending.queue = this.#waiting;
    this.#waiting.add(pending);
    this.#wake();
  }

  /** Sees to it that what waits goes on as soon as there is a channel. */
  #wake(): void {
    if (this.#waking || this.#waiting.size === 0 || this.#closed) return;
    if (this.#channels.current !== undefined) return;
    this.#waking = true;
    const awake = (): void => {
      this.#waking = false;
      this.#flush();
    };
    this.#channels.get().then(awake, awake);
  }

  #flush(): void {
    for (const pending of this.#waiting) {
      const lane = this.#writableLane();
      if (lane === undefined || !this.#write(lane, pending)) break;
      pending.queue = undefined;
      this.#waiting.delete(pending);
    }
    this.#wake();
  }

  /** Hands it to the channel. False when the channel turned out to be closed: it waits again. */
  #write(lane: Lane, pending: Pending): boolean {
    const { exchange, routingKey, content, options } = pending.record;
    if (!headersFit(options.headers, this.#options.link.frameMax)) {
      pending.fail(new TooLargeError('the headers do not fit one AMQP frame'));
      return true;
    }
    try {
      const confirmed = (error: unknown): void => this.#settle(lane, pending, error);
      const room = lane.channel.publish(exchange, routingKey, content, options, confirmed);
      if (!room) lane.ahead += content.length + OVERHEAD;
      pending.written = true;
      this.#unconfirmed += 1;
      return true;
    } catch (error) {
      return this.#notWritten(lane, pending, toError(error));
    }
  }

  #notWritten(lane: Lane, pending: Pending, error: Error): boolean {
    if (error.name !== 'IllegalOperationError') {
      pending.fail(new PublishError(error.message, 'not-sent', { cause: error }));
      return true;
    }
    lane.open = false;
    pending.queue = this.#waiting;
    this.#waiting.add(pending);
    return false;
  }

  #settle(lane: Lane, pending: Pending, error: unknown): void {
    this.#unconfirmed -= 1;
    const { record } = pending;
    const unroutable = record.options.mandatory && takeReturn(lane, record.options.messageId);
    if (error !== null && error !== undefined) {
      const reason = toError(error);
      pending.fail(new PublishError(`no confirm: ${reason.message}`, 'unknown', { cause: reason }));
    } else if (unroutable) {
      const to = `"${record.routingKey}" on exchange "${record.exchange}"`;
      pending.fail(new UnroutableError(`nobody receives ${to}`));
    } else {
      pending.succeed();
    }
    if (this.#unconfirmed === 0) this.#whenConfirmed?.();
  }

  /** Waits for the confirms of what was written, as long as they can still come. */
  async #confirmed(limit: number): Promise<void> {
    if (this.#unconfirmed === 0 || this.#options.link.blocked) return;
    const confirmed = new Promise<void>((resolve) => (this.#whenConfirmed = resolve));
    await within(confirmed, limit);
  }
}

const noteReturn = ({ returned }: Lane, message: unknown): void => {
  const id = returnedId(message);
  if (id !== undefined) returned.set(id, (returned.get(id) ?? 0) + 1);
};

const takeReturn = ({ returned }: Lane, id: string): boolean => {
  const count = returned.get(id);
  if (count === undefined) return false;
  if (count === 1) returned.delete(id);
  else returned.set(id, count - 1);
  return true;
};

const returnedId = (message: unknown): string | undefined => {
  const { properties } = message as Partial<AmqpMessage>;
  return typeof properties?.messageId === 'string' ? properties.messageId : undefined;
};

/** The signal tells why: a time limit, or the caller's own wish. */
export const abortError = (signal: Cancel | undefined, outcome: Outcome): Error => {
  const reason: unknown = signal?.reason;
  if (reason instanceof PublishError && reason.outcome === outcome) return reason;
  const text = reason instanceof Error ? reason.message : 'aborted';
  const timedOut = reason instanceof Error && reason.name.includes('Timeout');
  const Kind = timedOut ? PublishTimeoutError : PublishError;
  return new Kind(`not confirmed: ${text}`, outcome, { cause: reason });
};
