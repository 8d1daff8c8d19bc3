import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { inTransaction, migrate } from '../../../templates/runtime/postgres.js';
import { databaseUrlOrFail } from '../../brokers/available.js';

const url = databaseUrlOrFail();

describe.skipIf(url === undefined)('migrate', () => {
  it('waits for no transaction when there is nothing to do, so a process may start under load', async () => {
    const schema = `petevents_${randomBytes(6).toString('hex')}`;
    const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` });
    await pool.query(`create schema ${schema}`);
    await Promise.all([migrate(pool), migrate(pool)]);
    // As a handler does it: first the inbox, later the outbox. A lock on both would be a deadlock.
    await inTransaction(pool, async (tx) => {
      await tx.query(`insert into processed_events (consumer, event_id) values ('a', 'b')`);
      await migrate(pool);
      const insert = `insert into event_outbox
        (message_id, event_type, address, shard, headers, payload, envelope)
        values ('1', 't', 'a', 0, '{}', '', '{}')`;
      await tx.query(insert);
    });
    const { rows } = await pool.query('select count(*)::integer as n from event_outbox');
    expect(rows).toEqual([{ n: 1 }]);
    await pool.query(`drop schema ${schema} cascade`);
    await pool.end();
  });
});
