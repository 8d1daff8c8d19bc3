import { TransportBus } from './core/bus.js';
import { coreOf } from './core/core-of.js';
import { Relay } from './outbox/relay.js';
import type { Backlog, OutboxStore } from './outbox/store.js';
import { OutboxTransport } from './outbox/transport.js';
import type { Bus, CloseOptions } from './types.js';

/** `Tx` is the caller's transaction. */
export interface OutboxOptions<Tx> {
  /** Where the messages go in the end. The caller closes it, after the outbox. */
  readonly bus: Bus;
  /** `postgresOutbox(pool)`, or `memoryOutbox()` for tests. */
  readonly store: OutboxStore<Tx>;
  /** Failures after which a message is parked. A broker that is away does not count. Default 10. */
  readonly maxAttempts?: number;
  /** `stop` (default): a parked message holds back those of its key. `skip`: they pass it. */
  readonly parkedKeys?: 'stop' | 'skip';
}

/**
 * The transactional outbox: messages are written in the transaction of the business change, and a
 * relay sends them once it has committed. What is rolled back is never sent; what is committed is
 * sent at least once, in order per key.
 */
export interface Outbox<Tx> extends AsyncDisposable {
  /**
   * A bus that only sends, for `createClient`: its methods write into this transaction. The receipt
   * says `queued`; a request needs `replyTo` and does not wait.
   */
  bus(tx: Tx): Bus<'outbox'>;
  /** Begins to send what waits. A process that only writes need not. Repeated calls change nothing. */
  start(): void;
  health(): Promise<OutboxHealth>;
  /** Gives parked messages another round of tries: these, or all. @returns how many */
  release(messageIds?: readonly string[]): Promise<number>;
  /** Deletes what was sent before this moment. @returns how many */
  deleteSent(before: Date): Promise<number>;
  /** Sends what is due, for at most `drain` milliseconds (5,000), and stops. Never rejects. */
  close(options?: CloseOptions): Promise<void>;
}

export interface OutboxHealth extends Backlog {
  /** Sent by this process since the outbox was made. */
  readonly sent: number;
  /** Tries of this process that failed. */
  readonly failed: number;
}

class RelayedOutbox<Tx> implements Outbox<Tx> {
  readonly #options: OutboxOptions<Tx>;
  #relay: Relay<Tx> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: OutboxOptions<Tx>) {
    this.#options = options;
  }

  bus(tx: Tx): Bus<'outbox'> {
    const { bus, store } = this.#options;
    const { log, telemetry } = coreOf(bus);
    return new TransportBus(new OutboxTransport(store, tx, bus.kind), { log, shared: telemetry });
  }

  start(): void {
    if (this.#closing !== undefined) return;
    const { bus, store, maxAttempts = 10, parkedKeys = 'stop' } = this.#options;
    const { clock, log, publish } = coreOf(bus);
    this.#relay ??= new Relay({
      store,
      clock,
      log,
      publish,
      isConnected: () => ['ready', 'degraded'].includes(bus.health().status),
      maxAttempts,
      parkedKeys,
    });
  }

  async health(): Promise<OutboxHealth> {
    const { sent, failed } = this.#relay?.counters ?? { sent: 0, failed: 0 };
    return { ...(await this.#options.store.backlog()), sent, failed };
  }

  release(messageIds?: readonly string[]): Promise<number> {
    return this.#options.store.release(messageIds);
  }

  deleteSent(before: Date): Promise<number> {
    return this.#options.store.deleteSent(before);
  }

  close({ drain = 5_000 }: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#relay?.close(drain) ?? Promise.resolve();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Makes an outbox. Nothing is sent before `start`. */
export const createOutbox = <Tx>(options: OutboxOptions<Tx>): Outbox<Tx> =>
  new RelayedOutbox(options);

export { memoryOutbox } from './outbox/memory-store.js';
export type { MemoryTransaction } from './outbox/memory-store.js';
export type { Backlog, OutboxStore } from './outbox/store.js';
