import type { Intake, OutgoingRecord, ReplyInbox, Transport } from '../core/transport.js';
import { PublishError } from '../errors.js';
import { rowOf } from './row.js';
import type { BusKind } from '../types.js';
import type { OutboxStore } from './store.js';

/** The transport of a bus over a transaction: to publish is to write a row. */
export class OutboxTransport<Tx> implements Transport {
  readonly kind = 'outbox';
  readonly wire: BusKind;
  readonly #store: OutboxStore<Tx>;
  readonly #tx: Tx;

  /** @param wire where the relay sends to */
  constructor(store: OutboxStore<Tx>, tx: Tx, wire: BusKind) {
    this.wire = wire;
    this.#store = store;
    this.#tx = tx;
  }

  start(): void {
    // There is no connection: the transaction is the caller's.
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  /** @throws PublishError when the row was not written; the transaction is most likely broken then */
  async publish(record: OutgoingRecord): Promise<void> {
    try {
      await this.#store.add(this.#tx, rowOf(record));
    } catch (error) {
      const message = `the outbox row was not written: ${String(error)}`;
      throw new PublishError(message, 'not-sent', { cause: error });
    }
  }

  consume(): Promise<Intake> {
    return Promise.reject(new TypeError('an outbox only sends: subscribe on the bus itself'));
  }

  openReplies(): Promise<ReplyInbox> {
    return Promise.reject(
      new TypeError('an outbox sends later: name an address with `replyTo` for the reply'),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
