import type { Logger } from './log.js';
import type { AnyMessage } from './types.js';

/** What the handler of a batch gets beside the messages. */
export interface BatchContext {
  /** Aborts when the call's time is up, the bus closes, or messages of the batch were taken away. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /**
   * One message of the batch failed: it alone is tried again, or becomes a dead letter, as the error
   * and the retry policy say. The others are settled.
   * @throws RangeError for an index that no message has
   */
  readonly fail: (index: number, error: unknown) => void;
}

export interface BatchOptions {
  /** Messages in a batch at most. */
  readonly size: number;
  /** Milliseconds that the first message of a batch waits for others at most. */
  readonly wait: number;
}

/** Handles several messages in one call. Throwing fails all of them. */
export type BatchHandler<M extends AnyMessage> = (
  messages: readonly M[],
  context: BatchContext,
) => void | Promise<void>;

/** A handler of batches, as `batch` makes it. */
export class Batch<M extends AnyMessage = AnyMessage> implements BatchOptions {
  readonly handler: BatchHandler<M>;
  readonly size: number;
  readonly wait: number;

  constructor(handler: BatchHandler<M>, { size, wait }: BatchOptions) {
    if (!Number.isSafeInteger(size) || size < 1) throw new RangeError('a batch has a size from 1');
    if (!(wait >= 0)) throw new RangeError('a batch waits 0 milliseconds or more');
    this.handler = handler;
    this.size = size;
    this.wait = wait;
  }
}

/**
 * A handler that takes messages together, where one for each would do. With `order: 'key'`, the
 * default on Kafka and in-process, a batch holds one message of a key; `order: 'none'` takes them as
 * they come. One batch counts as one of `concurrency`.
 * @throws RangeError for a size below 1 or a negative wait
 */
export const batch = <M extends AnyMessage>(
  handler: BatchHandler<M>,
  options: BatchOptions,
): Batch<M> => new Batch(handler, options);
