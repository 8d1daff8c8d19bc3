import type { DeadLetterStore } from './core/dead-letters/store.js';
import type { OutboxStore } from './outbox/store.js';
import type { PgDatabase, PgQuery } from './postgres/client.js';
import { PostgresDeadLetters } from './postgres/dead-letters.js';
import { PostgresInbox } from './postgres/inbox.js';
import { PostgresOutboxStore } from './postgres/outbox-store.js';

/**
 * Keeps the outbox in PostgreSQL.
 * @param database a `Pool` of `pg`, or a `PGlite`. A relay keeps one connection of the pool.
 */
export const postgresOutbox = (database: PgDatabase): OutboxStore<PgQuery> =>
  new PostgresOutboxStore(database);

/**
 * Keeps the inbox in PostgreSQL: each handler runs in a transaction, `context.tx`, which commits
 * before the message is settled.
 * @param database a `Pool` of `pg`, or a `PGlite`
 */
export const postgresInbox = (database: PgDatabase): PostgresInbox => new PostgresInbox(database);

/**
 * Keeps the dead letters of the in-process bus in PostgreSQL: `memoryBus({ deadLetters })`.
 * @param database a `Pool` of `pg`, or a `PGlite`
 */
export const postgresDeadLetters = (database: PgDatabase): DeadLetterStore =>
  new PostgresDeadLetters(database);

export { inTransaction } from './postgres/client.js';
export type { PgDatabase, PgEmbedded, PgPool, PgQuery } from './postgres/client.js';
export type { PostgresInbox } from './postgres/inbox.js';
export { postgresListener } from './postgres/listener.js';
export type { PostgresListener } from './postgres/listener.js';
export { deadLetterSchema, inboxSchema, migrate, outboxSchema } from './postgres/schema.js';
