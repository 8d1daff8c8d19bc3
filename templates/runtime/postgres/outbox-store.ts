import type { OutboxRow } from '../outbox/row.js';
import type { Backlog, OutboxSession, OutboxStore, SessionOptions } from '../outbox/store.js';
import { column } from './client.js';
import type { PgDatabase, PgQuery } from './client.js';
import { openSession } from './outbox-session.js';
import { channelName, shardOf } from './shards.js';

/** Writes the row and wakes the relays when the transaction commits, in one round trip. */
const insert = `
with written as (
  insert into event_outbox
    (message_id, event_type, address, key, shard, headers, payload, envelope)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
)
select pg_notify('${channelName}', '')`;

const backlog = `
select count(*) filter (where parked_at is null) as waiting,
  count(parked_at) as parked,
  extract(epoch from clock_timestamp() - min(created_at) filter (where parked_at is null)) * 1000 as age
from event_outbox where published_at is null`;

const release = `
update event_outbox set parked_at = null, attempts = 0, next_attempt_at = '-infinity'
where parked_at is not null and published_at is null and ($1::text[] is null or message_id = any($1))
returning pg_notify('${channelName}', '')`;

const deleteSent = 'delete from event_outbox where published_at < $1 returning id';

/** The outbox in a table of PostgreSQL; see `migrate`. */
export class PostgresOutboxStore implements OutboxStore<PgQuery> {
  readonly #database: PgDatabase;

  constructor(database: PgDatabase) {
    this.#database = database;
  }

  async add(tx: PgQuery, row: OutboxRow): Promise<void> {
    const { messageId, type, address, key, headers, body, envelope } = row;
    const shard = shardOf(key ?? messageId);
    const values = [messageId, type, address, key ?? null, shard];
    await tx.query(insert, [...values, JSON.stringify(headers), body, JSON.stringify(envelope)]);
  }

  open(options: SessionOptions): Promise<OutboxSession> {
    return openSession(this.#database, options);
  }

  async backlog(): Promise<Backlog> {
    const { rows } = await this.#database.query(backlog);
    const [row] = rows;
    return {
      waiting: Number(column(row, 'waiting')),
      age: Math.max(0, Number(column(row, 'age') ?? 0)),
      parked: Number(column(row, 'parked')),
    };
  }

  async deleteSent(before: Date): Promise<number> {
    return (await this.#database.query(deleteSent, [before])).rows.length;
  }

  async release(messageIds?: readonly string[]): Promise<number> {
    const ids = messageIds === undefined ? null : [...messageIds];
    return (await this.#database.query(release, [ids])).rows.length;
  }
}
