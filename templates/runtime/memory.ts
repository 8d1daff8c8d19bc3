import { TransportBus } from './core/bus.js';
import type { DeadLetterStore } from './core/dead-letters/store.js';
import { TestableClock } from './memory/clock.js';
import type { MemoryFaults } from './memory/faults.js';
import type { StoredMessage } from './memory/packet.js';
import { MemoryTransport } from './memory/transport.js';
import type { DeadLetter } from './memory/dead-letters.js';
import type { Bus, BusOptions } from './types.js';

export interface MemoryBusOptions extends BusOptions {
  /**
   * When a publish resolves: when each group's queue has taken the message (default), or when each
   * group has settled it.
   */
  readonly confirm?: 'accepted' | 'handled';
  /**
   * `copied` (default): each subscription decodes its own payload, as from a broker. `shared`: all
   * see the publisher's object, which nobody may change, and which is validated once, when it is
   * published.
   */
  readonly payloads?: 'copied' | 'shared';
  /** Messages that a group may have open; then publishes wait. Default 1,000. */
  readonly queue?: number;
  /** Messages kept for `from: 'earliest'` and `published`. Default 10,000. */
  readonly journal?: number;
  /**
   * How many dead letters are kept in memory, by default 10,000; or a store, `postgresDeadLetters(pool)`,
   * that keeps all of them when the process ends.
   */
  readonly deadLetters?: number | DeadLetterStore;
}

/** The in-process bus: the same behaviour as on a broker, and a view inside for tests. */
export interface MemoryBus extends Bus<'memory'> {
  /** Resolves when every message is settled and no publish waits. */
  settled(): Promise<void>;
  /** What a `send` operation published, oldest first. */
  published(operation: string): StoredMessage[];
  /** What was given up, oldest first; of one group, or all. Not what a store keeps: ask a client. */
  deadLetters(group?: string): DeadLetter[];
  readonly clock: {
    /** Moves the bus's time on: what is due until then (retries, time limits) happens now. */
    advance(milliseconds: number): void;
  };
  /** What goes wrong next, for a test to see that it does no harm. */
  readonly faults: MemoryFaults;
}

class InProcessBus extends TransportBus<'memory'> implements MemoryBus {
  readonly clock: TestableClock;
  readonly faults: MemoryFaults;
  readonly #transport: MemoryTransport;

  constructor(options: MemoryBusOptions) {
    const clock = new TestableClock();
    const transport = new MemoryTransport({
      clock,
      confirm: options.confirm ?? 'accepted',
      shared: options.payloads === 'shared',
      queue: options.queue ?? 1_000,
      journal: options.journal ?? 10_000,
      deadLetters: options.deadLetters ?? 10_000,
      onUnrouted: () => this.countUnrouted(),
    });
    super(transport, { ...options, clock });
    this.clock = clock;
    this.#transport = transport;
    this.faults = transport.faults;
  }

  settled(): Promise<void> {
    return this.#transport.settled();
  }

  published(operation: string): StoredMessage[] {
    return this.#transport.published(operation);
  }

  deadLetters(group?: string): DeadLetter[] {
    return this.#transport.deadLetters(group);
  }
}

/** A bus in this process. Needs no broker, no dependency and no `connect`. */
export const memoryBus = (options: MemoryBusOptions = {}): MemoryBus => new InProcessBus(options);

export type { DeadLetterStore, KeptLetter, LetterRow } from './core/dead-letters/store.js';
export type { DeadLetter } from './memory/dead-letters.js';
export type { MemoryFaults } from './memory/faults.js';
export type { StoredMessage } from './memory/packet.js';
