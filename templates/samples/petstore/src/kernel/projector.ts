import { randomUUID } from 'node:crypto';
import type { Sql } from './db.js';
import { repeat, type App } from './app.js';
import { isAt, readAll, type StoredEvent } from './event-store.js';
import type { Loop } from '../generated/runtime/loop.js';

/** Events that are read at a time. */
const pageSize = 100;
/** Seconds that a publisher keeps its place to itself; renewed with each page. */
const lease = 10;
const nothing = '0.0';

export type Apply = (tx: Sql, event: StoredEvent) => Promise<void>;

/** How far a follower has come, as a position. */
export const checkpointOf = async (sql: Sql, name: string): Promise<string> => {
  const found = await sql.first<{ position: string }>`
    select xid::text || '.' || position::text as position from checkpoints where name = ${name}`;
  return found?.position ?? nothing;
};

export const saveCheckpoint = async (sql: Sql, name: string, position: string): Promise<void> => {
  const [xid, place] = position.split('.');
  await sql.sql`insert into checkpoints (name, xid, position)
    values (${name}, ${xid}::xid8, ${place}::bigint)
    on conflict (name) do update
    set xid = excluded.xid, position = excluded.position, updated_at = clock_timestamp()`;
};

/** Applies one page. The rows and the checkpoint commit together; one runner each, by the lock. */
export const applyPage = (app: Pick<App, 'db'>, name: string, apply: Apply): Promise<boolean> =>
  app.db.transaction(async (tx) => {
    const locked = await tx.first<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtext(${`follower ${name}`})) as mine`;
    if (locked?.mine !== true) return false;
    const events = await readAll(tx, await checkpointOf(tx, name), pageSize);
    const last = events.at(-1);
    if (last === undefined) return false;
    for (const event of events) await apply(tx, event);
    await saveCheckpoint(tx, name, last.position);
    return events.length === pageSize;
  });

/** Follows the events with effects in this database: each happens once. */
export const project = (app: App, name: string, apply: Apply): Promise<Loop> =>
  start(app, name, () => applyPage(app, name, apply));

/**
 * Follows the events with effects elsewhere, outside of any transaction: at least once, in order.
 * The lease keeps others from doing the same work; that nothing is lost or swapped needs no lease.
 */
export const publishFrom = (
  app: App,
  name: string,
  publish: (event: StoredEvent) => Promise<void>,
): Promise<Loop> => {
  const owner = randomUUID();
  return start(app, name, async () => {
    if (!(await takeLease(app.db, name, owner))) return false;
    const events = await readAll(app.db, await checkpointOf(app.db, name), pageSize);
    for (const event of events) await publish(event);
    const last = events.at(-1);
    if (last !== undefined) await saveCheckpoint(app.db, name, last.position);
    return events.length === pageSize;
  });
};

const takeLease = async (sql: Sql, name: string, owner: string): Promise<boolean> => {
  const taken = await sql.sql`
    insert into leases values (${name}, ${owner}, clock_timestamp() + ${lease} * interval '1 second')
    on conflict (name) do update set owner = excluded.owner, ends_at = excluded.ends_at
    where leases.owner = excluded.owner or leases.ends_at < clock_timestamp()
    returning name`;
  return taken.length === 1;
};

const start = async (app: App, name: string, step: () => Promise<boolean>): Promise<Loop> => {
  const loop = await repeat(app, { name, every: 1_000, channel: 'events', step });
  app.followers.push(loop);
  return loop;
};

/** Waits until a follower has seen a position. @returns false when `limit` milliseconds were too few */
export const waitFor = async (
  sql: Sql,
  name: string,
  position: string,
  limit = 2_000,
): Promise<boolean> => {
  const end = performance.now() + limit;
  while (!isAt(await checkpointOf(sql, name), position)) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
};
