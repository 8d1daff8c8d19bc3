import type { OutboxRow } from '../outbox/row.js';
import type { StoredRow } from '../outbox/store.js';
import { column } from './client.js';

/** A row of the table as this program, or one with another version of this code, wrote it. */
export const storedRow = (row: unknown): StoredRow => ({
  ...outboxRow(row),
  id: String(column(row, 'id')),
  attempts: Number(column(row, 'attempts')),
});

/** The message in a row. */
export const outboxRow = (row: unknown): OutboxRow => ({
  messageId: String(column(row, 'message_id')),
  type: String(column(row, 'event_type')),
  address: String(column(row, 'address')),
  key: optionalText(column(row, 'key')),
  headers: column(row, 'headers') as OutboxRow['headers'],
  body: column(row, 'payload') as Uint8Array,
  envelope: column(row, 'envelope') as OutboxRow['envelope'],
});

const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
