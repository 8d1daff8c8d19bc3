import { randomUUID } from 'node:crypto';
import type {
  Cancel,
  ConsumeRequest,
  DeadLetterCursor,
  DeadLetterRequest,
  Intake,
  OutgoingRecord,
  ReplyInbox,
  ReplyRequest,
  Source,
  Transport,
  TransportHost,
  TransportTopology,
} from '../core/transport.js';
import type { ChannelContract } from '../contract.js';
import { ClosedError, DeliveryError, NotConnectedError, UnroutableError } from '../errors.js';
import type { Logger } from '../log.js';
import type { TopologyMode } from '../types.js';
import type { AmqpConnection } from './client.js';
import { ANSWER_LIMIT } from './answers.js';
import { AmqpDeadLetters } from './dead-letters.js';
import { Declarer } from './declare.js';
import { AmqpDelivery, type Epoch } from './delivery.js';
import { Link } from './link.js';
import { Outbound } from './outbound.js';
import { DIRECT_REPLY } from './address.js';
import { abortError, Sender, type AmqpRecord } from './sender.js';
import { wantedDeclarations } from './provision.js';
import { StatusBoard } from './status.js';
import type { Feed } from './consumers.js';
import { feedsOf, Subscription, type Listening } from './subscription.js';
import { toError } from './supervisor.js';
import { replyTopology, type Queue } from './topology.js';
import { unlessAborted, within } from './within.js';

/** How to reach RabbitMQ. */
export interface AmqpTransportOptions {
  /** Makes a connection; called twice, and again after each loss. */
  readonly connect: () => Promise<AmqpConnection>;
  /** `create` (default) makes what is missing; `check` only looks and needs no right to configure. */
  readonly topology?: TopologyMode;
  /**
   * Milliseconds between two looks of a subscription for exchanges and bindings that were deleted.
   * Default: 30,000.
   */
  readonly topologyRefresh?: number;
  /** Largest message in bytes, both ways, before and after inflating. Default: 16 MiB. */
  readonly maxMessageSize?: number;
  /** Milliseconds until an attempt to connect counts as failed. Default: 10,000. */
  readonly connectTimeout?: number;
  /** Milliseconds until a request that the broker does not answer counts as failed. Default: 10,000. */
  readonly answerLimit?: number;
  /** Milliseconds to wait before attempt `failures`, from 1. Default: 0.2 to 30 s, jittered. */
  readonly backoff?: (failures: number) => number;
}

const DEFAULT_MESSAGE_SIZE = 16 * 1024 * 1024;
const DEFAULT_CONNECT_TIMEOUT = 10_000;
const DEFAULT_TOPOLOGY_REFRESH = 30_000;
/** Parts of the time to close: for the last confirms, for the channels; connections get the rest. */
const SHARE_OF_CONFIRMS = 0.5;
const SHARE_OF_CHANNELS = 0.7;

/** RabbitMQ behind the transport seam. */
export class AmqpTransport implements Transport {
  readonly kind = 'amqp';
  readonly #options: AmqpTransportOptions;
  readonly #maxMessageSize: number;
  readonly #sending: Link;
  readonly #consuming: Link;
  readonly #sender: Sender;
  readonly #outbound: Outbound;
  readonly #subscriptions = new Set<Subscription>();
  readonly #status = new StatusBoard((state, reason) => this.#host?.status(state, reason));
  #host: TransportHost | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: AmqpTransportOptions) {
    this.#options = options;
    this.#maxMessageSize = options.maxMessageSize ?? DEFAULT_MESSAGE_SIZE;
    this.#sending = this.#link('the connection to send');
    this.#consuming = this.#link('the connection to consume');
    this.#outbound = new Outbound(new Declarer(this.#sending, options.topology ?? 'create'));
    const part = {};
    this.#sender = new Sender({
      link: this.#sending,
      maxMessageSize: this.#maxMessageSize,
      lost: (reason, code) => this.#channelLost(reason, code),
      changed: (state, reason) => this.#status.channel(part, state, reason?.message),
      ...this.#backoff,
    });
  }

  start(host: TransportHost): void {
    this.#host = host;
  }

  async connect(): Promise<void> {
    if (this.#closing !== undefined) throw new ClosedError('the bus was closed');
    try {
      await this.#sender.connect();
    } catch (error) {
      if (error instanceof DeliveryError) throw error;
      const { message } = toError(error);
      throw new NotConnectedError(`no connection to RabbitMQ: ${message}`, { cause: error });
    }
  }

  publish(record: OutgoingRecord, signal?: Cancel): Promise<void> {
    try {
      const preparing = this.#outbound.prepare(record);
      if (preparing !== undefined) return this.#publishOnce(preparing, record, signal);
      return this.#sender.publish(this.#outbound.write(record), signal);
    } catch (error) {
      return Promise.reject(toError(error));
    }
  }

  async #publishOnce(
    prepared: Promise<void>,
    record: OutgoingRecord,
    signal: Cancel | undefined,
  ): Promise<void> {
    await unlessAborted(prepared, signal, () => abortError(signal, 'not-sent'));
    return this.#sender.publish(this.#outbound.write(record), signal);
  }

  async consume(request: ConsumeRequest): Promise<Intake> {
    return this.#subscribe(request, feedsOf(request, this.#log));
  }

  async openReplies(request: ReplyRequest): Promise<ReplyInbox> {
    const { channel, title, deliver } = request;
    const source = replySource(title, channel);
    if (source.channel.address === null) return this.#directReplies(source, deliver);
    const feed = { source, topology: replyTopology(source, randomUUID()), noAck: true };
    const listening = { group: 'replies', concurrency: 0, deliver, revoke: () => undefined };
    const subscription = await this.#subscribe(listening, [feed]);
    return { address: feed.topology.queue.name, close: () => subscription.close() };
  }

  async openDeadLetters(request: DeadLetterRequest): Promise<DeadLetterCursor> {
    const connection = await this.#consuming.get();
    return new AmqpDeadLetters(connection, request, (record) => this.#sender.publish(record));
  }

  readonly topology: TransportTopology = {
    inspect: async (request) =>
      this.#provisioner.inspect(await this.#sending.get(), wantedDeclarations(request)),
    make: async (request) =>
      this.#provisioner.run(await this.#sending.get(), wantedDeclarations(request)),
  };

  close(limit: number): Promise<void> {
    this.#closing ??= this.#close(limit);
    return this.#closing;
  }

  async #close(limit: number): Promise<void> {
    const end = performance.now() + limit;
    const left = (): number => Math.max(0, end - performance.now());
    const subscriptions = [...this.#subscriptions].map((subscription) => subscription.close());
    const flushed = Promise.all([...subscriptions, this.#sender.close(limit * SHARE_OF_CONFIRMS)]);
    await within(flushed, limit * SHARE_OF_CHANNELS);
    await Promise.all([this.#sending.close(left()), this.#consuming.close(left())]);
  }

  async #subscribe(request: Listening, feeds: readonly Feed[]): Promise<Intake> {
    if (this.#closing !== undefined) throw new ClosedError('the bus was closed');
    const part = {};
    const subscription = new Subscription(request, feeds, {
      link: this.#consuming,
      declarer: new Declarer(this.#consuming, this.#options.topology ?? 'create'),
      log: this.#log,
      maxMessageSize: this.#maxMessageSize,
      publishCopy: (queue, record) => this.#publishCopy(queue, record),
      changed: (state, reason) => this.#status.channel(part, state, reason?.message),
      refresh: this.#options.topologyRefresh ?? DEFAULT_TOPOLOGY_REFRESH,
      ...this.#backoff,
    });
    this.#subscriptions.add(subscription);
    try {
      await subscription.start();
    } catch (error) {
      this.#subscriptions.delete(subscription);
      throw error;
    }
    return {
      pause: () => subscription.pause(),
      resume: () => subscription.resume(),
      lag: () => subscription.lag(),
      stop: () => subscription.stop(),
      close: async () => {
        await subscription.close();
        this.#subscriptions.delete(subscription);
      },
    };
  }

  /** The queue may have been deleted: then the next copy finds it made again. */
  async #publishCopy(queue: Queue, record: AmqpRecord): Promise<void> {
    await this.#outbound.prepareQueue(queue);
    try {
      await this.#sender.publish(record);
    } catch (error) {
      if (error instanceof UnroutableError) this.#outbound.forget();
      throw error;
    }
  }

  async #directReplies(source: Source, deliver: ReplyRequest['deliver']): Promise<ReplyInbox> {
    const epoch: Epoch = { acks: undefined, open: false };
    const context = {
      source,
      queue: DIRECT_REPLY,
      deadLetters: undefined,
      retries: [],
      epoch,
      settled: true,
      maxMessageSize: this.#maxMessageSize,
      publishCopy: (queue: Queue, record: AmqpRecord) => this.#publishCopy(queue, record),
    };
    const ignore = await this.#sender.listen((message) => {
      const how = { address: message.fields.routingKey, params: {}, foreign: false };
      deliver(new AmqpDelivery(message, context, how));
    });
    return { address: DIRECT_REPLY, close: async () => ignore() };
  }

  #link(name: string): Link {
    const part = {};
    return new Link({
      name,
      connect: this.#options.connect,
      connectLimit: this.#options.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT,
      answerLimit: this.#options.answerLimit ?? ANSWER_LIMIT,
      changed: (state, reason) => {
        this.#status.link(part, state, reason);
        if (reason !== undefined) this.#log.warn({ connection: name, reason }, state);
      },
      ...this.#backoff,
    });
  }

  /** A closed channel may be the answer to an exchange that is gone: look again. */
  #channelLost(reason: Error, code: number | undefined): void {
    this.#outbound.forget();
    if (code === undefined) return;
    this.#log.error({ code, error: reason.message }, 'RabbitMQ closed the channel to send');
  }

  get #provisioner(): Declarer {
    return new Declarer(this.#sending, 'create');
  }

  get #backoff(): Pick<AmqpTransportOptions, 'backoff'> {
    const { backoff } = this.#options;
    return backoff === undefined ? {} : { backoff };
  }

  get #log(): Logger {
    return this.#host?.log ?? SILENT;
  }
}

const replySource = (title: string, channel: ChannelContract | undefined): Source => ({
  title,
  channel: channel ?? { id: 'replies', address: null, messages: [] },
  others: [],
  params: {},
  bindings: undefined,
  maxAttempts: 1,
  deadLetter: undefined,
});

const ignore = (): void => undefined;
/** Before `start` there is nobody to tell. */
const SILENT: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
