import type { AmqpChannel, AmqpMessage } from './client.js';

/**
 * Acknowledges what is done on one channel: all that was handled in one turn of the event loop
 * together. Where nothing older is open, one frame acknowledges everything up to a message.
 */
export class Acks {
  readonly #channel: AmqpChannel;
  /** Tags that are neither done nor given back, oldest first: the broker counts them up. */
  readonly #open = new Set<number>();
  #done: AmqpMessage[] = [];

  constructor(channel: AmqpChannel) {
    this.#channel = channel;
  }

  /** Messages that are neither done nor given back. */
  get open(): number {
    return this.#open.size;
  }

  /** Everything that is to be acknowledged has to be announced, in the order in which it came. */
  expect({ fields }: AmqpMessage): void {
    this.#open.add(fields.deliveryTag);
  }

  /** Acknowledged when all that runs now has run; dropped when the channel is gone by then. */
  ack(message: AmqpMessage): void {
    this.#open.delete(message.fields.deliveryTag);
    this.#done.push(message);
    if (this.#done.length === 1) process.nextTick(this.flush);
  }

  /** Gives it back, to be delivered again. @throws on a closed channel */
  nack(message: AmqpMessage): void {
    this.#open.delete(message.fields.deliveryTag);
    this.#channel.nack(message, false, true);
  }

  /** Never throws: what a closed channel cannot acknowledge is delivered again. */
  readonly flush = (): void => {
    const done = this.#done;
    this.#done = [];
    try {
      this.#acknowledge(done);
    } catch {
      // The channel closed a moment ago: these settles are stale.
    }
  };

  #acknowledge(done: readonly AmqpMessage[]): void {
    const oldestOpen = this.#open.values().next().value ?? Infinity;
    let last: AmqpMessage | undefined;
    let together = 0;
    for (const message of done) {
      const { deliveryTag } = message.fields;
      if (deliveryTag > oldestOpen) {
        this.#channel.ack(message);
        continue;
      }
      together += 1;
      if (last === undefined || deliveryTag > last.fields.deliveryTag) last = message;
    }
    if (last !== undefined) this.#channel.ack(last, together > 1);
  }
}
