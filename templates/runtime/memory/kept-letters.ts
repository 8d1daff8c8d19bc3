import type { DeadLetterStore, KeptLetter, LetterRow } from '../core/dead-letters/store.js';
import type { DeadLetterCursor, Headers, StoredLetter } from '../core/transport.js';
import { UnroutableError } from '../errors.js';
import type { Logger } from '../log.js';
import { Records } from '../outbox/row.js';
import { RedrivenRecord } from './dead-record.js';
import { whenHandled } from './handled.js';
import { addressOf, Packet } from './packet.js';
import type { Router } from './router.js';

export interface KeptLettersParts {
  readonly store: DeadLetterStore;
  readonly router: Router;
  readonly log: () => Logger | undefined;
}

/** Dead letters in a store. One that is sent again leaves it when it is settled: a crash loses none. */
export class KeptLetters {
  readonly #parts: KeptLettersParts;
  readonly #records = new Records();
  /** Sent again by this process. */
  readonly #redriven = new Set<string>();
  readonly #removals = new Set<Promise<void>>();

  constructor(parts: KeptLettersParts) {
    this.#parts = parts;
  }

  add(letter: LetterRow): Promise<void> {
    return this.#parts.store.add(letter);
  }

  /** Those of a group that are there now. */
  async open(group: string): Promise<DeadLetterCursor> {
    const kept = await this.#parts.store.list(group);
    const letters = kept.filter(({ id }) => !this.#redriven.has(id)).values();
    return {
      next: async () => {
        const { value } = letters.next();
        return value && this.#storedLetter(value);
      },
      close: () => Promise.resolve(),
    };
  }

  /** Resolves when what was settled is gone from the store. */
  async close(): Promise<void> {
    await Promise.all(this.#removals);
  }

  #storedLetter(letter: KeptLetter): StoredLetter {
    const { headers, body, key, queue: place } = letter;
    return { headers, body, key, place, redrive: async (next) => this.#redrive(letter, next) };
  }

  /** @throws UnroutableError when its group is not in this process */
  #redrive(letter: KeptLetter, headers: Headers): void {
    if (this.#redriven.has(letter.id)) return;
    const record = this.#records.of(letter);
    const address = addressOf(record);
    const group = this.#parts.router.find(letter.group);
    const matched = group?.match(address);
    if (group === undefined || matched === undefined) {
      throw new UnroutableError(`nobody of ${letter.group} listens to ${address} in this process`);
    }
    this.#redriven.add(letter.id);
    const packet = new Packet(new RedrivenRecord(record, address, headers));
    void whenHandled(packet).then(() => this.#remove(letter));
    group.take(packet, matched);
  }

  #remove({ id, queue }: KeptLetter): void {
    const removal = this.#parts.store.remove(id).catch((error: unknown) => {
      this.#parts.log()?.warn({ err: error, queue }, 'a dead letter that was handled stays');
    });
    this.#removals.add(removal);
    void removal.then(() => this.#removals.delete(removal));
  }
}
