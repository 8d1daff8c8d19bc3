import { own } from '../core/own.js';
import type { ConsumeRequest, Intake } from '../core/transport.js';
import { NoAnswerError, TopologyMismatchError } from '../errors.js';
import type { Logger } from '../log.js';
import type { AmqpChannel, AmqpConnection } from './client.js';
import { brokerCode } from './broker-code.js';
import { Consumers, type Feed, type Flow } from './consumers.js';
import { sourceDeclarations, type Declarer } from './declare.js';
import type { DeliveryContext } from './delivery.js';
import type { Link } from './link.js';
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

/** What a subscription does with what it gets. */
export type Listening = Pick<
  ConsumeRequest,
  'group' | 'concurrency' | 'deliver' | 'revoke' | 'topology'
>;

/** One life of the channel, with all that stands on it. */
interface Life {
  readonly channel: AmqpChannel;
  readonly consumers: Consumers;
  /** It is of no use any more, or gone. */
  readonly end: (reason: Error) => void;
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
  readonly #flow: Flow = { paused: false, stopped: false };
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
    if (this.#flow.paused) return;
    this.#flow.paused = true;
    this.#inTurn(({ consumers }) => consumers.cancel(({ topology }) => !isVolatile(topology)));
  }

  resume(): void {
    if (!this.#flow.paused) return;
    this.#flow.paused = false;
    this.#inTurn(async ({ consumers }) => {
      consumers.release();
      await this.#consume(consumers);
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
      return waiting + (this.#lives.current?.consumers.epoch.acks?.open ?? 0);
    } finally {
      await closeChannel(channel);
    }
  }

  async stop(): Promise<void> {
    this.#flow.stopped = true;
    this.#inTurn(({ consumers }) => consumers.cancel(() => true));
    await within(this.#turn, CHANNEL_CLOSE_LIMIT);
  }

  /** Closing the channel gives back what is unsettled, and flushes the acks before it. */
  async close(): Promise<void> {
    this.#flow.stopped = true;
    this.#lives.current?.consumers.end();
    await this.#lives.close();
  }

  async #open(lost: (reason: Error) => void): Promise<Life> {
    const connection = await this.#options.link.get();
    await this.#declare(connection);
    const channel = await this.#channel(connection);
    const consumers = this.#consumers(channel);
    const { epoch } = consumers;
    const endWatch = this.#watch(connection);
    const end = (reason: Error): void => {
      endWatch();
      if (epoch.open) this.#request.revoke(epoch);
      epoch.open = false;
      lost(reason);
    };
    let reason: Error | undefined;
    channel.on('error', (error) => (reason ??= toError(error)));
    channel.on('close', () =>
      end(reason ?? this.#options.link.trouble ?? new Error('the channel was closed')),
    );
    try {
      await channel.prefetch(Math.min(this.#request.concurrency, MOST_UNACKED));
      await this.#consume(consumers);
    } catch (error) {
      end(toError(error));
      void closeChannel(channel);
      throw error;
    }
    return { channel, consumers, end };
  }

  #consumers(channel: AmqpChannel): Consumers {
    const { maxMessageSize, publishCopy } = this.#options;
    return new Consumers(channel, {
      feeds: this.#feeds,
      flow: this.#flow,
      deliver: this.#request.deliver,
      maxMessageSize,
      publishCopy,
      // All of it is set up anew.
      cancelled: (reason) => {
        this.#warn('the broker cancelled a consumer', reason);
        channel.close().catch(() => undefined);
      },
    });
  }

  async #consume(consumers: Consumers): Promise<void> {
    if (!this.#flow.paused && !this.#flow.stopped) await consumers.start();
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

  #inTurn(act: (life: Life) => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      const life = this.#lives.current;
      if (life === undefined) return;
      // A channel that is lost meanwhile comes back in the state that is wanted then.
      await act(life).catch((error: unknown) => this.#failed(life, toError(error)));
    });
  }

  /** A channel on which a request is not answered takes no other either: it is opened anew. */
  #failed({ channel, consumers, end }: Life, error: Error): void {
    if (!consumers.epoch.open) return;
    this.#warn(`${this.#request.group}: consumer`, error);
    if (!(error instanceof NoAnswerError)) return;
    end(error);
    void closeChannel(channel);
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
