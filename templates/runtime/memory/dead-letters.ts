import type { DeadLetterCursor, Headers, StoredLetter } from '../core/transport.js';
import type { MemoryDelivery } from './delivery.js';
import type { StoredMessage } from './packet.js';

/** A message that was given up. */
export interface DeadLetter extends StoredMessage {
  readonly group: string;
  /** What a broker would call its queue. */
  readonly queue: string;
  /** Its bytes, as they came. */
  readonly body: Uint8Array;
}

/** A dead letter, and what it takes to deliver it again. */
export interface Buried {
  readonly letter: DeadLetter;
  readonly delivery: MemoryDelivery;
}

/** A walk through the dead letters of a group. */
export class MemoryDeadLetters implements DeadLetterCursor {
  readonly #letters: Buried[];
  readonly #redrive: (buried: Buried, headers: Headers) => void;

  constructor(letters: readonly Buried[], redrive: (buried: Buried, headers: Headers) => void) {
    this.#letters = [...letters];
    this.#redrive = redrive;
  }

  async next(): Promise<StoredLetter | undefined> {
    const buried = this.#letters.shift();
    if (buried === undefined) return undefined;
    const { headers, body, key, queue } = buried.letter;
    const redrive = async (headers: Headers): Promise<void> => this.#redrive(buried, headers);
    return { headers, body, key, place: queue, redrive };
  }

  async close(): Promise<void> {
    // They stay where they are.
  }
}
