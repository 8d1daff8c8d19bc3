import { PGlite } from '@electric-sql/pglite';
import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { postgresListener } from '../../../templates/runtime/postgres.js';
import { databaseUrlOrFail } from '../../brokers/available.js';

const url = databaseUrlOrFail();
const channelOf = (): string => `c_${randomBytes(6).toString('hex')}`;

/** Counts calls, and lets a test wait for one. */
const journal = () => {
  let count = 0;
  return { call: () => void (count += 1), count: () => count };
};
const patience = { timeout: 30_000 };

describe('listening to an embedded database', () => {
  it('hears its own channel, until it is closed', async () => {
    const database = new PGlite();
    const listener = postgresListener(database);
    const [one, other] = [journal(), journal()];
    await listener.listen('one', one.call);
    await listener.listen('other', other.call);
    await database.query('notify one');
    await expect.poll(one.count, patience).toBe(1);
    expect(other.count()).toBe(0);
    await listener.close();
    await database.query('notify one');
    expect(one.count()).toBe(1);
    await database.close();
  }, 60_000);
});

describe.skipIf(url === undefined)('listening to PostgreSQL', () => {
  it('hears several channels on one connection of the pool, and gives it back', async () => {
    const pool = new Pool({ connectionString: url, max: 2 });
    const listener = postgresListener(pool);
    const channels = [channelOf(), channelOf(), channelOf()];
    const heard = channels.map(journal);
    for (const [index, channel] of channels.entries()) {
      await listener.listen(channel, heard[index]!.call);
    }
    await pool.query(`notify ${channels[1]}`);
    await expect.poll(heard[1]!.count, patience).toBe(1);
    expect([heard[0]!.count(), heard[2]!.count()]).toEqual([0, 0]);
    await listener.close();
    expect(pool.idleCount).toBe(pool.totalCount);
    await pool.end();
  }, 60_000);

  it('listens again when its connection breaks, and calls: something may have been missed', async () => {
    const pool = new Pool({ connectionString: url, max: 2, application_name: channelOf() });
    pool.on('error', () => undefined);
    const admin = new Pool({ connectionString: url, max: 1 });
    const listener = postgresListener(pool);
    const [channel, heard] = [channelOf(), journal()];
    await listener.listen(channel, heard.call);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where query = $1', [
      `listen ${channel}`,
    ]);
    await expect.poll(heard.count, patience).toBe(1);
    await admin.query(`notify ${channel}`);
    await expect.poll(heard.count, patience).toBe(2);
    await listener.close();
    await Promise.all([pool.end(), admin.end()]);
  }, 60_000);
});
