/** An offset that was taken and may be done. */
export interface TrackedOffset {
  readonly offset: bigint;
  done: boolean;
}

/**
 * Which offsets of a partition are done. Offsets are taken in order and done in any order; what
 * may be committed is the first that is not done, so that a restart skips nothing.
 */
export class OffsetTracker {
  /** The last offset that was taken, or the one before the start. */
  #last: bigint;
  #taken: TrackedOffset[] = [];
  #head = 0;

  constructor(start: bigint) {
    this.#last = start - 1n;
  }

  /** What may be committed: every offset below is done. */
  get position(): bigint {
    return this.#taken[this.#head]?.offset ?? this.next;
  }

  /** The offset that a later fetch goes on with. */
  get next(): bigint {
    return this.#last + 1n;
  }

  /** Whether this offset was taken, or lies before the start. */
  has(offset: bigint): boolean {
    return offset <= this.#last;
  }

  take(tracked: TrackedOffset): void {
    this.#taken.push(tracked);
    this.#last = tracked.offset;
  }

  /** Marks an offset as done and moves the position over all that are. */
  finish(tracked: TrackedOffset): void {
    tracked.done = true;
    while (this.#taken[this.#head]?.done === true) this.#head += 1;
    if (this.#head > 1_000 && this.#head * 2 > this.#taken.length) {
      this.#taken = this.#taken.slice(this.#head);
      this.#head = 0;
    }
  }
}
