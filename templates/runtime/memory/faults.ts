import type { Outcome } from '../errors.js';
import { Shuffler } from './shuffler.js';

/** What a test may ask the in-process bus to get wrong, as brokers and networks do. */
export interface MemoryFaults {
  /** The next publish rejects; with `unknown` the message is delivered all the same. */
  failNextPublish(outcome: Outcome): void;
  /** The next message that is settled is delivered once more, as after a lost connection. */
  dropNextAck(): void;
  /** The next message arrives twice, with one id, as when a producer sends again. */
  duplicateNext(): void;
  /**
   * From now on messages overtake each other, but for those of one key, as on several partitions or
   * with several consumers. The same seed and the same messages give the same order.
   */
  reorder(seed: number): void;
}

/** The faults that are still to happen. */
export class PlannedFaults implements MemoryFaults {
  readonly #outcomes: Outcome[] = [];
  #acks = 0;
  #duplicates = 0;
  #shuffler: Shuffler | undefined;

  failNextPublish(outcome: Outcome): void {
    this.#outcomes.push(outcome);
  }

  dropNextAck(): void {
    this.#acks += 1;
  }

  duplicateNext(): void {
    this.#duplicates += 1;
  }

  reorder(seed: number): void {
    this.#shuffler = new Shuffler(seed);
  }

  /** Set once order was given up. */
  get shuffler(): Shuffler | undefined {
    return this.#shuffler;
  }

  get failsPublish(): boolean {
    return this.#outcomes.length > 0;
  }

  takeOutcome(): Outcome | undefined {
    return this.#outcomes.shift();
  }

  takeAck(): boolean {
    if (this.#acks === 0) return false;
    this.#acks -= 1;
    return true;
  }

  takeDuplicate(): boolean {
    if (this.#duplicates === 0) return false;
    this.#duplicates -= 1;
    return true;
  }
}
