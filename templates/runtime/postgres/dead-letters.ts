import type { DeadLetterStore, KeptLetter, LetterRow } from '../core/dead-letters/store.js';
import { column } from './client.js';
import type { PgDatabase } from './client.js';
import { outboxRow } from './outbox-row.js';

const insert = `
insert into dead_letters
  (consumer, queue, message_id, event_type, address, key, headers, payload, envelope)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

const select = `
select id, consumer, queue, message_id, event_type, address, key, headers, payload, envelope
from dead_letters where consumer = $1 order by id`;

/** Dead letters of the in-process bus in a table of PostgreSQL; see `migrate`. */
export class PostgresDeadLetters implements DeadLetterStore {
  readonly #database: PgDatabase;

  constructor(database: PgDatabase) {
    this.#database = database;
  }

  async add(letter: LetterRow): Promise<void> {
    const { group, queue, messageId, type, address, key, headers, body, envelope } = letter;
    const values = [group, queue, messageId, type, address, key ?? null, JSON.stringify(headers)];
    await this.#database.query(insert, [...values, body, JSON.stringify(envelope)]);
  }

  async list(group: string): Promise<readonly KeptLetter[]> {
    const { rows } = await this.#database.query(select, [group]);
    return rows.map((row) => ({
      ...outboxRow(row),
      id: String(column(row, 'id')),
      group,
      queue: String(column(row, 'queue')),
    }));
  }

  async remove(id: string): Promise<void> {
    await this.#database.query('delete from dead_letters where id = $1', [id]);
  }
}
