import type { Inbox, InboxEntry, InboxResult } from '../inbox.js';
import { column, inTransaction } from './client.js';
import type { PgDatabase, PgQuery } from './client.js';

/** Waits for a transaction that writes the same row, and then knows whether it committed. */
const insert = `
insert into processed_events (consumer, event_id) values ($1, $2)
on conflict do nothing returning event_id`;

const store = 'update processed_events set result = $3 where consumer = $1 and event_id = $2';
const stored = 'select result from processed_events where consumer = $1 and event_id = $2';
const forget = 'delete from processed_events where processed_at < $1 returning event_id';

/** The inbox in a table of PostgreSQL; see `migrate`. */
export class PostgresInbox implements Inbox<PgQuery> {
  readonly #database: PgDatabase;

  constructor(database: PgDatabase) {
    this.#database = database;
  }

  once(
    { consumer, id }: InboxEntry,
    work: (tx: PgQuery) => Promise<unknown>,
  ): Promise<InboxResult> {
    return inTransaction(this.#database, async (tx) => {
      const { rows } = await tx.query(insert, [consumer, id]);
      if (rows.length === 0) {
        const known = await tx.query(stored, [consumer, id]);
        return { repeated: true, result: column(known.rows[0], 'result') ?? undefined };
      }
      const result = await work(tx);
      if (result !== undefined) await tx.query(store, [consumer, id, JSON.stringify(result)]);
      return { repeated: false, result };
    });
  }

  /** Deletes what was remembered before this moment. @returns how many */
  async forget(before: Date): Promise<number> {
    return (await this.#database.query(forget, [before])).rows.length;
  }
}
