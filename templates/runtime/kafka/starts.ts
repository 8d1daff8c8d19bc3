import { OffsetLostError } from '../errors.js';
import type { Logger } from '../log.js';
import type { GroupOffsets, TopicPartition } from './driver.js';
import { nameOf } from './driver.js';
import { pause } from './timing.js';

/** What a group does whose offset the broker has no record for any more. */
export type OffsetLostPolicy = 'earliest' | 'latest' | 'fail';

/** After a change of leader the end may be reported too low: looks, and milliseconds between them. */
const looks = 10;
const lookInterval = 200;

/** First and next offset of each partition of a topic. */
type Ends = Awaited<ReturnType<GroupOffsets['ends']>>;

export interface StartOptions {
  readonly group: string;
  readonly log: Logger;
  readonly onOffsetLost: OffsetLostPolicy;
  /** A group that was never in this topic begins at its end. */
  readonly isFromEnd: (topic: string) => boolean;
}

/** Finds where a group goes on in the partitions that a join gave it. */
export class Starts {
  readonly #options: StartOptions;
  /** Partitions that a topic had at the join before. */
  readonly #counts = new Map<string, number>();

  constructor(options: StartOptions) {
    this.#options = options;
  }

  /** For one join: each topic is asked for once. */
  join(offsets: GroupOffsets): Join {
    return new Join(this.#options, offsets, this.#counts);
  }
}

/** Where the group goes on after one join. */
export class Join {
  readonly #options: StartOptions;
  readonly #offsets: GroupOffsets;
  readonly #counts: Map<string, number>;
  readonly #ends = new Map<string, Ends>();

  constructor(options: StartOptions, offsets: GroupOffsets, counts: Map<string, number>) {
    this.#options = options;
    this.#offsets = offsets;
    this.#counts = counts;
  }

  /**
   * @param known where the group was; `undefined` where it was never
   * @throws OffsetLostError where the broker has nothing any more and the policy is to fail
   */
  async find(at: TopicPartition, known: bigint | undefined): Promise<bigint> {
    if (known === undefined) return this.#beginning(at, await this.#endOf(at));
    let end = await this.#endOf(at);
    for (let look = 1; look < looks && known > end.next; look += 1) {
      await pause(lookInterval);
      this.#ends.delete(at.topic);
      end = await this.#endOf(at);
    }
    return known >= end.first && known <= end.next ? known : this.#lost(at, known, end);
  }

  /** The next join knows what is new then. */
  end(): void {
    for (const [topic, { size }] of this.#ends) this.#counts.set(topic, size);
  }

  async #endOf({ topic, partition }: TopicPartition): Promise<{ first: bigint; next: bigint }> {
    const ends = this.#ends.get(topic) ?? (await this.#offsets.ends(topic));
    this.#ends.set(topic, ends);
    const end = ends.get(partition);
    if (end === undefined) throw new Error(`${topic}/${partition} has no offsets yet`);
    return end;
  }

  /** What is in a partition that was added while we read its topic came after us. */
  #beginning({ topic, partition }: TopicPartition, end: { first: bigint; next: bigint }): bigint {
    const isAdded = partition >= (this.#counts.get(topic) ?? Infinity);
    return isAdded || !this.#options.isFromEnd(topic) ? end.first : end.next;
  }

  #lost(at: TopicPartition, known: bigint, end: { first: bigint; next: bigint }): bigint {
    const { group, log, onOffsetLost } = this.#options;
    const [offset, first, next] = [known, end.first, end.next].map(String);
    const fields = { group, ...at, offset, first, next, onOffsetLost };
    log.error(fields, 'the broker has no record any more where the group was');
    if (onOffsetLost !== 'fail') return onOffsetLost === 'earliest' ? end.first : end.next;
    throw new OffsetLostError(
      `${group}: ${nameOf(at)} has offsets ${first} to ${next}, the group was at ${offset}`,
    );
  }
}
