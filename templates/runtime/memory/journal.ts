import type { OutgoingRecord } from '../core/transport.js';
import { Ring } from './ring.js';

/**
 * The newest records that were published. Entries are overwritten in place where the records can
 * do that: as long as each message leaves an object that outlives it, the garbage collector takes
 * longer than the rest of a publish.
 */
export class Journal {
  readonly #size: number;
  readonly #records: Ring<OutgoingRecord>;

  constructor(size: number) {
    this.#size = size;
    this.#records = new Ring(size);
  }

  push(record: OutgoingRecord): void {
    if (this.#size === 0) return;
    const place = this.#records.next;
    this.#records.push(record.keep === undefined ? record : record.keep(place));
  }

  /** Oldest first; copies, as the journal goes on. */
  list(): OutgoingRecord[] {
    return this.#records.list().map((record) => record.keep?.(undefined) ?? record);
  }
}
