import type { Headers, OutgoingRecord } from '../core/transport.js';
import { fillAddress } from './address.js';

/** Where a record goes, its parameters filled in. */
export const addressOf = ({ target }: OutgoingRecord): string =>
  target.to === 'inbox' ? target.address : fillAddress(target.channel.address ?? '', target.params);

/** A record that was accepted, as the bus keeps it: one for all groups that get it. */
export class Packet {
  /** Its parameters filled in. */
  readonly address: string;
  readonly record: OutgoingRecord;
  /** Deliveries that nobody has settled. */
  open = 0;
  /** Hears when all are settled, where the publisher waits for that. */
  onHandled: (() => void) | undefined;

  constructor(record: OutgoingRecord) {
    this.record = record;
    this.address = addressOf(record);
  }

  settled(): void {
    this.open -= 1;
    if (this.open === 0) this.onHandled?.();
  }
}

/** A message that was published, or given up, as tests see it. */
export interface StoredMessage {
  readonly operation: string;
  readonly address: string;
  readonly type: string;
  readonly id: string;
  readonly key: string | undefined;
  readonly payload: unknown;
  readonly headers: Headers;
}

export const storedMessage = (record: OutgoingRecord): StoredMessage => ({
  operation: record.operation,
  address: addressOf(record),
  type: record.message.type,
  id: (record.stamp ?? record.meta).id,
  key: record.key,
  payload: record.payload,
  headers: record.headers,
});
