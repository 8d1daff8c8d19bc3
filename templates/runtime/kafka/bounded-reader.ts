import type {
  Driver,
  DriverConsumer,
  GroupOffsets,
  Position,
  ReceivedRecord,
  TopicPartition,
} from './driver.js';
import { nameOf } from './driver.js';

/** Records that wait for `next`; beyond, fetching waits. */
const buffered = 500;
/**
 * Milliseconds without a record after which the end counts as reached: the last offsets of a
 * partition may be marks of transactions, which nobody is given.
 */
const silence = 3_000;

export interface ReadOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where to begin in a partition that has these ends. */
  readonly start: (at: TopicPartition, ends: Ends) => bigint;
  /** Stops before this offset; by default at the end as it was at the start. */
  readonly stop?: (at: TopicPartition, ends: Ends) => bigint;
}

export interface Ends {
  readonly first: bigint;
  readonly next: bigint;
}

/** A record, and where it was read. */
export interface ReadRecord {
  readonly at: TopicPartition;
  readonly record: ReceivedRecord;
}

interface Range extends TopicPartition {
  next: bigint;
  readonly end: bigint;
}

/** Reads topics from some offset to where they ended when it began, and then no more. */
export class BoundedReader {
  readonly #options: ReadOptions;
  readonly #consumer: DriverConsumer;
  readonly #ranges = new Map<string, Range>();
  #queue: ReadRecord[] = [];
  #wake: () => void = () => undefined;
  #room: (() => void)[] = [];
  #lastRecordAt = performance.now();

  /** Resolves once it knows where it begins and ends. */
  static async open(driver: Driver, options: ReadOptions): Promise<BoundedReader> {
    const reader = new BoundedReader(driver, options);
    if (options.topics.length > 0) await reader.#consumer.read(options.topics);
    return reader;
  }

  private constructor(driver: Driver, options: ReadOptions) {
    this.#options = options;
    this.#consumer = driver.createConsumer({
      group: options.group,
      assigned: (partitions, offsets) => this.#assigned(partitions, offsets),
      rebalancing: () => undefined,
      records: (from, records) => this.#received(from, records),
      broken: () => undefined,
    });
  }

  /** The next record, in order within its partition; `undefined` at the end. */
  async next(): Promise<ReadRecord | undefined> {
    for (;;) {
      const first = this.#queue.shift();
      if (first !== undefined) {
        if (this.#queue.length < buffered / 2) this.#makeRoom();
        return first;
      }
      if (this.#isAtEnd()) return undefined;
      await this.#change();
    }
  }

  /** @throws when the group refuses */
  commit(positions: readonly Position[]): Promise<void> {
    return this.#consumer.commit(positions);
  }

  async close(): Promise<void> {
    this.#makeRoom();
    await this.#consumer.close();
  }

  /** Another member may come or go: what we have read is not read again. */
  async #assigned(
    partitions: readonly TopicPartition[],
    offsets: GroupOffsets,
  ): Promise<readonly Position[]> {
    const ranges: Range[] = [];
    for (const at of partitions) {
      const known = this.#ranges.get(nameOf(at));
      ranges.push(known ?? (await this.#range(at, offsets)));
    }
    this.#ranges.clear();
    for (const range of ranges) this.#ranges.set(nameOf(range), range);
    this.#lastRecordAt = performance.now();
    this.#wake();
    return ranges.map(({ topic, partition, next }) => ({ topic, partition, offset: next }));
  }

  async #range(at: TopicPartition, offsets: GroupOffsets): Promise<Range> {
    const ends = (await offsets.ends(at.topic)).get(at.partition) ?? { first: 0n, next: 0n };
    const start = this.#options.start(at, ends);
    const end = this.#options.stop?.(at, ends) ?? ends.next;
    return { ...at, next: start > ends.first ? start : ends.first, end };
  }

  async #received(from: TopicPartition, records: readonly ReceivedRecord[]): Promise<void> {
    const range = this.#ranges.get(nameOf(from));
    if (range === undefined) return;
    for (const record of records) {
      if (record.offset < range.next) continue;
      range.next = record.offset + 1n;
      if (record.offset < range.end) this.#queue.push({ at: from, record });
    }
    this.#lastRecordAt = performance.now();
    this.#wake();
    if (this.#queue.length < buffered) return;
    await new Promise<void>((resolve) => {
      this.#room.push(resolve);
    });
  }

  #makeRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve();
  }

  #isAtEnd(): boolean {
    const open = [...this.#ranges.values()].some(({ next, end }) => next < end);
    return !open || performance.now() - this.#lastRecordAt >= silence;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, silence);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
