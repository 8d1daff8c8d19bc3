/** An offset that was taken and may be done. Shared between the tracker and its delivery. */
export interface TrackedOffset {
  readonly offset: bigint;
  done: boolean;
}

/**
 * Which offsets of a partition are done. Offsets are taken in order and done in any order; what
 * may be committed is the first that is not done, so that a restart skips nothing.
 */
export class OffsetTracker {
  /** What may be committed: every offset below is done. */
  position: bigint;
  /** The offset that a later fetch goes on with. */
  next: bigint;
  readonly #taken: TrackedOffset[] = [];
  #head = 0;

  constructor(start: bigint) {
    this.position = start;
    this.next = start;
  }

  take(offset: bigint): TrackedOffset {
    const tracked = { offset, done: false };
    this.#taken.push(tracked);
    this.next = offset + 1n;
    return tracked;
  }

  /** Marks an offset as done and moves the position over all that are. */
  finish(tracked: TrackedOffset): void {
    tracked.done = true;
    while (this.#taken[this.#head]?.done === true) this.#head += 1;
    this.position = this.#taken[this.#head]?.offset ?? this.next;
    if (this.#head > 1_000 && this.#head * 2 > this.#taken.length) {
      this.#taken.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
