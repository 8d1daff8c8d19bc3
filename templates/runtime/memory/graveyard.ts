import { deadLetterTarget } from '../core/dead-letter-target.js';
import type { DeadLetterStore } from '../core/dead-letters/store.js';
import type { DeadLetterCursor, Headers } from '../core/transport.js';
import { UnroutableError } from '../errors.js';
import type { Logger } from '../log.js';
import { rowOf } from '../outbox/row.js';
import { MemoryDeadLetters } from './dead-letters.js';
import type { Buried, DeadLetter } from './dead-letters.js';
import { DeadRecord, RedrivenRecord } from './dead-record.js';
import type { MemoryDelivery } from './delivery.js';
import { KeptLetters } from './kept-letters.js';
import { Packet, storedMessage } from './packet.js';
import { Ring } from './ring.js';
import type { Router } from './router.js';

export interface GraveyardParts {
  /** How many letters are kept in memory, or where else. */
  readonly kept: number | DeadLetterStore;
  readonly router: Router;
  readonly log: () => Logger | undefined;
}

/** Where messages go that are given up. */
export class Graveyard {
  readonly #dead: Ring<Buried>;
  readonly #router: Router;
  readonly #kept: KeptLetters | undefined;
  readonly #log: () => Logger | undefined;

  constructor({ kept, router, log }: GraveyardParts) {
    this.#dead = new Ring(typeof kept === 'number' ? kept : 0);
    this.#router = router;
    this.#log = log;
    this.#kept =
      typeof kept === 'number' ? undefined : new KeptLetters({ store: kept, router, log });
  }

  /** Oldest first; of one group, or all. */
  list(group: string | undefined): DeadLetter[] {
    const letters = this.#dead.list().map(({ letter }) => letter);
    return letters.filter((one) => group === undefined || one.group === group);
  }

  /** Those of a group that are there now. */
  async open(group: string): Promise<DeadLetterCursor> {
    if (this.#kept !== undefined) return this.#kept.open(group);
    const mine = this.#dead.list().filter(({ letter }) => letter.group === group);
    return new MemoryDeadLetters(mine, (buried, headers) => this.#redrive(buried, headers));
  }

  async close(): Promise<void> {
    await this.#kept?.close();
  }

  /** @throws UnroutableError when who listens to the dead letters has no room, or what a store throws */
  async bury(delivery: MemoryDelivery, group: string, headers: Headers): Promise<void> {
    const { packet, params, source } = delivery;
    const standard = `${group}.${packet.address}`;
    const queue = deadLetterTarget(source.deadLetter ?? '{queue}.dlq', (name) =>
      name === 'queue' ? standard : params[name],
    );
    if (source.deadLetter !== undefined) this.#forward(packet, queue, headers);
    const { record } = packet;
    if (this.#kept !== undefined) {
      await this.#kept.add({ ...rowOf(record), group, queue, headers });
      return;
    }
    const letter = { ...storedMessage(record), group, queue, headers, body: record.body };
    if (this.#dead.push({ letter, delivery })) {
      this.#log()?.warn({ queue }, 'too many dead letters, the oldest is gone');
    }
  }

  /** To its group alone: others have handled it, or buried it themselves. */
  #redrive(buried: Buried, headers: Headers): void {
    const { packet, source, params } = buried.delivery;
    const record = new RedrivenRecord(packet.record, packet.address, headers);
    this.#router.find(buried.letter.group)?.take(new Packet(record), { source, params });
    this.#dead.remove(buried);
  }

  /**
   * `x-dead-letter` may name an address that somebody subscribes to. What is dead already goes no
   * further: an address like `{queue}` matches that of its own dead letters.
   */
  #forward({ record }: Packet, address: string, headers: Headers): void {
    if (record instanceof DeadRecord) return;
    const routes = this.#router.routesOf(address);
    if (routes.length === 0) return;
    if (!this.#router.hasRoom(address)) {
      throw new UnroutableError(`the queue of ${address} is full`);
    }
    const packet = new Packet(new DeadRecord(record, address, headers));
    for (const { group, matched } of routes) group.take(packet, matched);
  }
}
