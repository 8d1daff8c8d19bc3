import type { CrashGuard } from './crash-guard.js';
import type { ReceivedRecord, TopicPartition } from './driver.js';
import type { TrackedOffset } from './offsets.js';
import { OffsetTracker } from './offsets.js';

/** A record that was taken from the broker and is not done. */
export interface Taken {
  readonly record: ReceivedRecord;
  readonly offset: bigint;
  /** What the tracker keeps when this is done: the record is of no use then. */
  readonly tracked: TrackedOffset;
  /** It was given back before. */
  again: boolean;
  /** In milliseconds of `performance.now()`: not handed out before. 0 for what does not wait. */
  readonly due: number;
  /** Times that its handler was begun before and never ended, where that is noted. */
  crashes: number;
}

/** How much of a partition is held at once. */
export interface PartitionLimits {
  /** Deliveries in the hands of the run time: it picks from them by key. */
  readonly open: number;
  /** Records that wait behind those. */
  readonly waiting: number;
  /** Milliseconds that a record has to wait when it comes in; for topics of retries. */
  readonly wait?: ((record: ReceivedRecord) => number) | undefined;
}

/**
 * A partition while it is ours: what was taken from it, what waits, what is done. It is the epoch
 * of its deliveries: they are void when the partition is taken away.
 */
export class Partition {
  readonly topic: string;
  readonly partition: number;
  /** `topic/partition` */
  readonly name: string;
  readonly tracker: OffsetTracker;
  /** What the group knows; `undefined` until a first commit. */
  committed: bigint | undefined;
  /** The last offset that we tried to commit: the group may know it although no answer came. */
  attempted: bigint | undefined;
  lost = false;
  /** Records are being handed out right now. */
  busy = false;
  /** Something was given back: nothing is handed out for a moment. */
  resting = false;
  /** Fetching is paused at the driver. */
  held = false;
  /** Notes what is under way; `undefined` where nobody asked for it. */
  guard: CrashGuard | undefined;
  /** What is under way is being noted. */
  noting = false;
  /** The time comes when the first one that waits is due. */
  waking = false;
  readonly #limits: PartitionLimits;
  /** Those before the head are handed out, and not kept: a record may hold a whole fetch. */
  #waiting: (Taken | undefined)[] = [];
  #head = 0;
  #open = 0;
  #room: (() => void)[] = [];

  constructor(
    { topic, partition }: TopicPartition,
    start: { at: bigint; committed: bigint | undefined },
    limits: PartitionLimits,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.name = `${topic}/${partition}`;
    this.tracker = new OffsetTracker(start.at);
    this.committed = start.committed;
    this.attempted = start.committed;
    this.#limits = limits;
  }

  /** Takes what is new in `records`; after a rebalance some may come again. */
  take(records: readonly ReceivedRecord[]): void {
    const { wait } = this.#limits;
    for (const record of records) {
      const { offset } = record;
      if (this.tracker.has(offset)) continue;
      // On a clock that nobody sets: once it is here, it waits its time whatever happens.
      const due = wait === undefined ? 0 : performance.now() + wait(record);
      const tracked = { offset, done: false };
      this.tracker.take(tracked);
      this.#waiting.push({ record, offset, tracked, again: false, due, crashes: 0 });
    }
  }

  /** The next record for the run time, as long as it may have more. */
  next(): Taken | undefined {
    if (this.lost || this.resting || this.#open >= this.#limits.open) return undefined;
    const taken = this.#waiting[this.#head];
    if (taken === undefined || (taken.due > 0 && taken.due > performance.now())) return undefined;
    if (this.guard !== undefined) {
      if (!this.guard.admits(taken.offset, this.#open)) return undefined;
      taken.crashes = this.guard.begin(taken.offset);
    }
    this.#waiting[this.#head] = undefined;
    this.#head += 1;
    this.#open += 1;
    this.#compact();
    if (this.#room.length > 0 && !this.full) this.#makeRoom();
    return taken;
  }

  #compact(): void {
    if (this.#head < 500 || this.#head * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  settle(taken: Taken): void {
    this.#open -= 1;
    this.guard?.end(taken.offset);
    this.tracker.finish(taken.tracked);
  }

  /** Not done: it comes again, before all that waits. */
  giveBack(taken: Taken): void {
    this.#open -= 1;
    this.guard?.end(taken.offset);
    taken.again = true;
    this.#waiting = [taken, ...this.#waiting.slice(this.#head)];
    this.#head = 0;
  }

  /** Milliseconds until the first that waits is due; `undefined` when nothing waits for its time. */
  get dueIn(): number | undefined {
    const { due = 0 } = this.#waiting[this.#head] ?? {};
    return due === 0 || this.lost ? undefined : due - performance.now();
  }

  get waiting(): number {
    return this.#waiting.length - this.#head;
  }

  get full(): boolean {
    return this.waiting >= this.#limits.waiting;
  }

  /** Low mark: time to fetch again. */
  get low(): boolean {
    return this.waiting * 2 <= this.#limits.waiting;
  }

  /** Resolves when it is not full any more, or lost. */
  room(): Promise<void> {
    if (!this.full || this.lost) return Promise.resolve();
    return new Promise((resolve) => this.#room.push(resolve));
  }

  #makeRoom(): void {
    const waiters = this.#room;
    this.#room = [];
    for (const resolve of waiters) resolve();
  }

  lose(): void {
    this.lost = true;
    this.#waiting = [];
    this.#head = 0;
    this.#makeRoom();
  }

  /** Whether the group's offset is one of ours: then nobody else had the partition meanwhile. */
  knows(committed: bigint | undefined): boolean {
    return committed === this.committed || committed === this.attempted;
  }

  /** There is something to commit. */
  get dirty(): boolean {
    return !this.lost && this.committed !== this.tracker.position;
  }
}
