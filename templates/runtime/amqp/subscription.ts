import { own } from '../core/own.js';
import type { ConsumeRequest, Intake, Source } from '../core/transport.js';
import { TopologyMismatchError } from '../errors.js';
import type { Logger } from '../log.js';
import { Acks } from './acks.js';
import type { AmqpChannel, AmqpConnection, AmqpMessage } from './client.js';
import { brokerCode } from './broker-code.js';
import { sourceDeclarations, type Declarer } from './declare.js';
import { addressOf, AmqpDelivery, type DeliveryContext, type Epoch } from './delivery.js';
import type { Link } from './link.js';
import { isSuspect, Quarantine } from './quarantine.js';
import { Supervisor, toError, type SupervisorState } from './supervisor.js';
import { CHANNEL_CLOSE_LIMIT, closeChannel, within } from './within.js';
import { sourceTopology, type SourceTopology } from './topology.js';
import { watchTopology } from './watch.js';

export interface SubscriptionOptions {
  readonly link: Link;
  readonly declarer: Declarer;
  readonly log: Logger;
  readonly maxMessageSize: number;
  readonly publishCopy: DeliveryContext['publishCopy'];
  readonly changed: (state: SupervisorState, reason?: Error) => void;
  readonly backoff?: (failures: number) => number;
  /** Milliseconds between two looks for exchanges and bindings that were deleted. */
  readonly refresh: number;
}

/** One queue of a subscription. */
export interface Feed {
  readonly source: Source;
  readonly topology: SourceTopology;
  /** `ack: false` in the document. */
  readonly noAck: boolean;
}

/** A message that came while the subscription was paused. */
interface Held {
  readonly inlet: Inlet;
  readonly message: AmqpMessage;
}

/** A feed in one life of the channel. */
interface Inlet {
  readonly feed: Feed;
  readonly context: DeliveryContext;
}

/** What a subscription does with what it gets. */
export type Listening = Pick<
  ConsumeRequest,
  'group' | 'concurrency' | 'deliver' | 'revoke' | 'topology'
>;

interface Life {
  readonly channel: AmqpChannel;
  readonly epoch: Epoch;
  readonly acks: Acks;
  readonly quarantine: Quarantine;
  /** Consumer tags of the feeds that consume now. */
  readonly tags: Map<Feed, string>;
  held: Held[];
}

/** The largest prefetch that AMQP can say: batches may ask for more. */
const MOST_UNACKED = 65_535;

/** What waiting does not heal: rights, a difference, something that this broker cannot do. */
const HOPELESS = new Set([403, 404, 405, 406, 530, 540]);

/**
 * The consumer of one group: a channel of its own, its queues, and the consumers on it. Reopened
 * with all of it whenever the channel is lost.
 */
export class Subscription implements Intake {
  readonly #request: Listening;
  readonly #options: SubscriptionOptions;
  readonly #feeds: readonly Feed[];
  readonly #lives: Supervisor<Life>;
  #paused = false;
  #stopped = false;
  /** Consume and cancel follow one another, however fast pause and resume are called. */
  #turn: Promise<void> = Promise.resolve();

  constructor(request: Listening, feeds: readonly Feed[], options: SubscriptionOptions) {
    this.#request = request;
    this.#options = options;
    this.#feeds = feeds;
    this.#lives = new Supervisor<Life>({
      name: `subscription ${request.group}`,
      open: (lost) => this.#open(lost),
      dispose: ({ channel }) => closeChannel(channel),
      hopeless: (reason) =>
        reason instanceof TopologyMismatchError || HOPELESS.has(brokerCode(reason) ?? 0),
      changed: (state, reason) => {
        options.changed(state, reason);
        if (reason !== undefined) this.#warn(state, reason);
      },
      ...(options.backoff && { backoff: options.backoff }),
    });
  }

  /**
   * Resolves once every queue exists, is bound and consumed; waits for a broker that is away.
   * @throws TopologyMismatchError, ClosedError, or the broker's refusal
   */
  async start(): Promise<void> {
    await this.#lives.get();
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#inTurn((life) => this.#cancelAll(life, ({ topology }) => !isVolatile(topology)));
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#inTurn(async (life) => {
      const held = life.held;
      life.held = [];
      for (const { inlet, message } of held) this.#deliver(life, inlet, message);
      if (!this.#paused && !this.#stopped) await this.#consumeAll(life);
    });
  }

  /**
   * What waits in the queues, and what is in our hands. What other members hold is not counted: the
   * broker does not tell. Its count of a quorum queue may be some seconds old.
   */
  async lag(): Promise<number> {
    const connection = await this.#options.link.get();
    const channel = await this.#channel(connection);
    try {
      let waiting = 0;
      for (const { topology } of this.#feeds) {
        const answer = await channel.checkQueue(topology.queue.name);
        waiting += Number(own(answer, 'messageCount') ?? 0);
      }
      return waiting + (this.#lives.current?.epoch.acks?.open ?? 0);
    } finally {
      await closeChannel(channel);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#inTurn((current) => this.#cancelAll(current, () => true));
    await within(this.#turn, CHANNEL_CLOSE_LIMIT);
  }

  /** Closing the channel gives back what is unsettled, and flushes the acks before it. */
  async close(): Promise<void> {
    this.#stopped = true;
    const life = this.#lives.current;
    life?.acks.flush();
    if (life !== undefined) life.epoch.open = false;
    await this.#lives.close();
  }

  async #open(lost: (reason: Error) => void): Promise<Life> {
    const connection = await this.#options.link.get();
    await this.#declare(connection);
    const channel = await this.#channel(connection);
    const acks = new Acks(channel);
    const epoch: Epoch = { acks, open: true };
    const quarantine = new Quarantine();
    const life: Life = { channel, epoch, acks, quarantine, tags: new Map(), held: [] };
    const endWatch = this.#watch(connection);
    let reason: Error | undefined;
    channel.on('error', (error) => (reason ??= toError(error)));
    channel.on('close', () => {
      endWatch();
      if (epoch.open) this.#request.revoke(epoch);
      epoch.open = false;
      lost(reason ?? this.#options.link.trouble ?? new Error('the channel was closed'));
    });
    await channel.prefetch(Math.min(this.#request.concurrency, MOST_UNACKED));
    if (!this.#paused && !this.#stopped) await this.#consumeAll(life);
    return life;
  }

  async #channel(connection: AmqpConnection): Promise<AmqpChannel> {
    return connection.createChannel().catch((error: unknown) => {
      this.#options.link.suspect(connection, toError(error));
      throw error;
    });
  }

  /** Who may only check, makes nothing again either. */
  #watch(connection: AmqpConnection): () => void {
    const { declarer, log, refresh: interval } = this.#options;
    const mode = this.#request.topology ?? declarer.mode;
    if (mode === 'check') return () => undefined;
    const topologies = this.#feeds.map(({ topology }) => topology);
    return watchTopology(connection, { declarer, log, interval, topologies });
  }

  async #declare(connection: AmqpConnection): Promise<void> {
    for (const { topology } of this.#feeds) {
      const { exchanges = [], ...rest } = sourceDeclarations(topology);
      const { declarer } = this.#options;
      const mode = this.#request.topology;
      await declarer.run(connection, { exchanges }, mode);
      await declarer.run(connection, rest, topology.own ? 'create' : mode);
    }
  }

  async #consumeAll(life: Life): Promise<void> {
    for (const feed of this.#feeds) {
      if (life.tags.has(feed)) continue;
      const inlet = { feed, context: this.#context(life, feed) };
      const onMessage = (message: AmqpMessage | null): void => {
        if (message === null) this.#cancelled(life, feed);
        else this.#receive(life, inlet, message);
      };
      const options = { noAck: feed.noAck };
      const { consumerTag } = await life.channel.consume(
        feed.topology.queue.name,
        onMessage,
        options,
      );
      life.tags.set(feed, consumerTag);
    }
  }

  async #cancelAll(life: Life, which: (feed: Feed) => boolean): Promise<void> {
    for (const [feed, tag] of life.tags) {
      if (!which(feed)) continue;
      life.tags.delete(feed);
      await life.channel.cancel(tag);
    }
  }

  /** The broker ended the consumer: its queue is gone. All of it is set up anew. */
  #cancelled(life: Life, feed: Feed): void {
    const reason = new Error(`queue "${feed.topology.queue.name}" was deleted`);
    this.#warn('the broker cancelled a consumer', reason);
    life.channel.close().catch(() => undefined);
  }

  #receive(life: Life, inlet: Inlet, message: AmqpMessage): void {
    if (!inlet.feed.noAck) life.acks.expect(message);
    this.#deliver(life, inlet, message);
  }

  #deliver(life: Life, inlet: Inlet, message: AmqpMessage): void {
    if (this.#paused) return void life.held.push({ inlet, message });
    // What comes after `stop` stays unacked: closing the channel gives it back.
    if (this.#stopped) return;
    const { topology } = inlet.feed;
    const address = addressOf(message, topology.queue.name);
    const foreign = topology.isForeign(address);
    const params = foreign ? undefined : topology.key.parse(address);
    const how = { address, params: params ?? {}, foreign };
    if (!isSuspect(message)) {
      this.#request.deliver(new AmqpDelivery(message, inlet.context, how));
      return;
    }
    const context = { ...inlet.context, ended: life.quarantine.next };
    life.quarantine.add(message, () => {
      const isVoid = this.#stopped || !life.epoch.open;
      if (!isVoid) this.#request.deliver(new AmqpDelivery(message, context, how));
    });
  }

  #context({ epoch }: Life, { source, topology, noAck }: Feed): DeliveryContext {
    return {
      source,
      queue: topology.queue.name,
      deadLetters: topology.deadLetters,
      retries: topology.retries,
      epoch,
      settled: noAck,
      maxMessageSize: this.#options.maxMessageSize,
      publishCopy: this.#options.publishCopy,
    };
  }

  #inTurn(act: (life: Life) => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      const life = this.#lives.current;
      if (life === undefined) return;
      // A channel that is lost meanwhile comes back in the state that is wanted then.
      await act(life).catch((error: unknown) => {
        if (life.epoch.open) this.#warn(`${this.#request.group}: consumer`, toError(error));
      });
    });
  }

  #warn(message: string, error: Error): void {
    this.#options.log.warn({ group: this.#request.group, err: error }, message);
  }
}

/** Its last consumer must not leave: the broker would delete the queue and what is in it. */
const isVolatile = ({ queue }: SourceTopology): boolean => queue.options.autoDelete;

/**
 * The queues of a group.
 * @throws UnknownTargetError, TooLargeError for a source that AMQP cannot listen to
 */
export const feedsOf = ({ group, sources }: ConsumeRequest, log: Logger): Feed[] =>
  sources.map((source) => {
    const topology = sourceTopology(group, source);
    const noAck = source.bindings?.amqp?.ack === false;
    if (noAck) {
      const message = 'ack: false in the document: at most once, a failed message is lost';
      log.warn({ queue: topology.queue.name }, message);
    }
    return { source, topology, noAck };
  });
