import type { ConsumeRequest, Source } from '../core/transport.js';
import { Acks } from './acks.js';
import type { AmqpChannel, AmqpMessage } from './client.js';
import { addressOf, AmqpDelivery, type DeliveryContext, type Epoch } from './delivery.js';
import { isSuspect, Quarantine } from './quarantine.js';
import type { SourceTopology } from './topology.js';

/** One queue of a subscription. */
export interface Feed {
  readonly source: Source;
  readonly topology: SourceTopology;
  /** `ack: false` in the document. */
  readonly noAck: boolean;
}

/** Whether messages are wanted now; what a subscription and its consumers share. */
export interface Flow {
  paused: boolean;
  /** For good: what comes still is left unacked. */
  stopped: boolean;
}

export interface ConsumersOptions {
  readonly feeds: readonly Feed[];
  readonly flow: Flow;
  readonly deliver: ConsumeRequest['deliver'];
  readonly maxMessageSize: number;
  readonly publishCopy: DeliveryContext['publishCopy'];
  /** The broker ended a consumer: its queue is gone. */
  readonly cancelled: (reason: Error) => void;
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

/**
 * The consumers of a subscription in one life of its channel: what comes from its queues, on the way
 * to the lanes.
 */
export class Consumers {
  readonly epoch: Epoch;
  readonly #channel: AmqpChannel;
  readonly #options: ConsumersOptions;
  readonly #acks: Acks;
  readonly #quarantine = new Quarantine();
  /** Consumer tags of the feeds that consume now. */
  readonly #tags = new Map<Feed, string>();
  #held: Held[] = [];

  constructor(channel: AmqpChannel, options: ConsumersOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#acks = new Acks(channel);
    this.epoch = { acks: this.#acks, open: true };
  }

  /** Asks the broker for messages of each queue that does not consume yet. */
  async start(): Promise<void> {
    for (const feed of this.#options.feeds) {
      if (this.#tags.has(feed)) continue;
      const inlet = { feed, context: this.#context(feed) };
      const onMessage = (message: AmqpMessage | null): void => {
        if (message === null) this.#cancelled(feed);
        else this.#receive(inlet, message);
      };
      const { name } = feed.topology.queue;
      const { consumerTag } = await this.#channel.consume(name, onMessage, { noAck: feed.noAck });
      this.#tags.set(feed, consumerTag);
    }
  }

  /** Asks for no more messages of these queues. */
  async cancel(which: (feed: Feed) => boolean): Promise<void> {
    for (const [feed, tag] of this.#tags) {
      if (!which(feed)) continue;
      this.#tags.delete(feed);
      await this.#channel.cancel(tag);
    }
  }

  /** Hands over what came while the subscription was paused. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const { inlet, message } of held) this.#deliver(inlet, message);
  }

  /** Sends the acks that are due; what is settled later is dropped. */
  end(): void {
    this.#acks.flush();
    this.epoch.open = false;
  }

  #cancelled({ topology }: Feed): void {
    this.#options.cancelled(new Error(`queue "${topology.queue.name}" was deleted`));
  }

  #receive(inlet: Inlet, message: AmqpMessage): void {
    if (!inlet.feed.noAck) this.#acks.expect(message);
    this.#deliver(inlet, message);
  }

  #deliver(inlet: Inlet, message: AmqpMessage): void {
    const { flow } = this.#options;
    if (flow.paused) return void this.#held.push({ inlet, message });
    // What comes after `stop` stays unacked: closing the channel gives it back.
    if (flow.stopped) return;
    const { topology } = inlet.feed;
    const address = addressOf(message, topology.queue.name);
    const foreign = topology.isForeign(address);
    const params = foreign ? undefined : topology.key.parse(address);
    const how = { address, params: params ?? {}, foreign };
    const hand = (context: DeliveryContext): void =>
      this.#options.deliver(new AmqpDelivery(message, context, how));
    if (!isSuspect(message)) {
      hand(inlet.context);
      return;
    }
    const context = { ...inlet.context, ended: this.#quarantine.next };
    this.#quarantine.add(message, () => {
      if (!flow.stopped && this.epoch.open) hand(context);
    });
  }

  #context({ source, topology, noAck }: Feed): DeliveryContext {
    const { maxMessageSize, publishCopy } = this.#options;
    return {
      source,
      queue: topology.queue.name,
      deadLetters: topology.deadLetters,
      retries: topology.retries,
      epoch: this.epoch,
      settled: noAck,
      maxMessageSize,
      publishCopy,
    };
  }
}
