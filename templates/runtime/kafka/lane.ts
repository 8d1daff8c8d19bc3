import { ClosedError, PublishError, TooLargeError } from '../errors.js';
import type { DriverRecord, TopicPartition } from './driver.js';
import { SendFailure, nameOf } from './driver.js';
import type { Pending } from './pending.js';

/** What a lane writes through. */
export interface Writer {
  /** Resolves once there is a connection. @throws ClosedError */
  ready(): Promise<void>;
  /**
   * Sends one batch; resolves to the offset of its first record.
   * @param after the offset behind the last confirmed record: a lower one is that of an older batch
   * @throws SendFailure
   */
  send(to: TopicPartition, records: readonly DriverRecord[], after: bigint): Promise<bigint>;
}

/** Bounds of a request. */
export interface BatchLimits {
  readonly records: number;
  readonly bytes: number;
}

/**
 * All records for one partition, one request at a time: kafkajs loses confirmed records when a
 * leader dies and a partition has two requests under way, or a request has two partitions. What
 * comes in meanwhile makes the next batch.
 */
export class Lane {
  readonly #to: TopicPartition;
  readonly #writer: Writer;
  readonly #limits: BatchLimits;
  #queue: Pending[] = [];
  #written: readonly Pending[] = [];
  #flushing: Promise<void> | undefined;
  /** Learned from the broker where the topic's limit is lower than ours. */
  #bytes: number;
  /** The offset behind the last record that the broker confirmed. */
  #end = 0n;

  constructor(to: TopicPartition, writer: Writer, limits: BatchLimits) {
    this.#to = to;
    this.#writer = writer;
    this.#limits = limits;
    this.#bytes = limits.bytes;
  }

  get idle(): boolean {
    return this.#flushing === undefined;
  }

  add(pending: Pending): void {
    this.#queue.push(pending);
    this.#flushing ??= this.#flush();
  }

  /** A request is under way. */
  get writing(): boolean {
    return this.#written.length > 0;
  }

  /** Resolves when nothing is queued or under way. */
  async drained(): Promise<void> {
    await this.#flushing;
  }

  /** Gives up all that is left: what is queued is not sent, what is written is unknown. */
  abort(): void {
    const error = new ClosedError('the bus was closed');
    for (const pending of this.#queue) pending.fail(error);
    this.#queue = [];
    for (const pending of this.#written) {
      pending.fail(new PublishError('closed before the confirm', 'unknown'));
    }
  }

  async #flush(): Promise<void> {
    // Callers that publish in a row meet in one batch.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#queue.length > 0) {
        await this.#writer.ready();
        this.#written = this.#take();
        if (this.#written.length > 0) await this.#write(this.#written);
        this.#written = [];
      }
    } catch {
      this.abort();
    }
    this.#flushing = undefined;
  }

  /** The next batch, without records that were given up meanwhile. */
  #take(): readonly Pending[] {
    const batch: Pending[] = [];
    let bytes = 0;
    let taken = 0;
    for (const pending of this.#queue) {
      if (pending.state === 'queued') {
        bytes += pending.size;
        const full = bytes > this.#bytes || batch.length >= this.#limits.records;
        if (full && batch.length > 0) break;
        batch.push(pending);
      }
      taken += 1;
    }
    this.#queue = this.#queue.slice(taken);
    return batch;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    for (const pending of batch) pending.state = 'written';
    try {
      const records = batch.map(({ record }) => record);
      const first = await this.#writer.send(this.#to, records, this.#end);
      this.#end = first + BigInt(records.length);
      for (const pending of batch) pending.succeed();
    } catch (error) {
      this.#end = 0n;
      this.#fail(batch, error);
    }
  }

  #fail(batch: readonly Pending[], error: unknown): void {
    const failure = error instanceof SendFailure ? error : undefined;
    if (failure?.each === undefined && failure?.reason === 'too-large') {
      this.#split(batch, failure);
      return;
    }
    for (const [index, pending] of batch.entries()) {
      const own = failure?.each === undefined ? error : failure.each[index];
      if (own === undefined) pending.succeed();
      else pending.fail(this.#toError(own));
    }
  }

  #toError(error: unknown): PublishError {
    if (error instanceof SendFailure && error.reason === 'too-large') {
      return new TooLargeError(`${nameOf(this.#to)}: ${error.message}`, { cause: error });
    }
    return toPublishError(this.#to, error);
  }

  /** The broker refused the batch for its size: smaller ones may pass, one record alone does not. */
  #split(batch: readonly Pending[], failure: SendFailure): void {
    const [only, ...others] = batch;
    if (only !== undefined && others.length === 0) {
      only.fail(this.#toError(failure));
      return;
    }
    for (const pending of batch) if (pending.state === 'written') pending.state = 'queued';
    this.#bytes = batch.reduce((sum, { size }) => sum + size, 0) / 2;
    this.#queue = [...batch, ...this.#queue];
  }
}

function toPublishError(to: TopicPartition, error: unknown): PublishError {
  if (error instanceof PublishError) return error;
  const refused = error instanceof SendFailure && error.reason !== 'unknown';
  const message = error instanceof Error ? error.message : String(error);
  return new PublishError(`${nameOf(to)}: ${message}`, refused ? 'not-sent' : 'unknown', {
    cause: error,
  });
}
