import { column, inTransaction } from './client.js';
import type { PgDatabase, PgQuery } from './client.js';

/** The outbox. Rows are written in business transactions and marked once the broker owns them. */
export const outboxSchema = `
create table if not exists event_outbox (
  id bigint generated always as identity primary key,
  message_id text not null,
  event_type text not null,
  address text not null,
  key text,
  shard smallint not null,
  headers jsonb not null,
  payload bytea not null,
  envelope jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  published_at timestamptz,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default '-infinity',
  last_error text,
  parked_at timestamptz
);
create index if not exists event_outbox_due on event_outbox (shard, id) where published_at is null;
create index if not exists event_outbox_key on event_outbox (key, id) where published_at is null;
create index if not exists event_outbox_sent on event_outbox (published_at)
  where published_at is not null;
`;

/** The inbox: which consumer has dealt with which message, written in the transaction of its effects. */
export const inboxSchema = `
create table if not exists processed_events (
  consumer text not null,
  event_id text not null,
  processed_at timestamptz not null default clock_timestamp(),
  result jsonb,
  primary key (consumer, event_id)
);
create index if not exists processed_events_age on processed_events (processed_at);
`;

/** Dead letters of the in-process bus; on a broker they lie there. */
export const deadLetterSchema = `
create table if not exists dead_letters (
  id bigint generated always as identity primary key,
  consumer text not null,
  queue text not null,
  message_id text not null,
  event_type text not null,
  address text not null,
  key text,
  headers jsonb not null,
  payload bytea not null,
  envelope jsonb not null,
  created_at timestamptz not null default clock_timestamp()
);
create index if not exists dead_letters_consumer on dead_letters (consumer, id);
`;

/**
 * Creates the tables that are missing. Safe to call at each start, also from several processes.
 * Where migrations are a tool's business, give it `outboxSchema`, `inboxSchema` and,
 * with `postgresDeadLetters`, `deadLetterSchema`.
 */
export const migrate = (database: PgDatabase): Promise<void> =>
  inTransaction(database, async (tx) => {
    // "if not exists" alone fails when two processes do it at once.
    await tx.query("select pg_advisory_xact_lock(hashtext('petevents migrate'))");
    for (const statement of `${outboxSchema}${inboxSchema}${deadLetterSchema}`.split(';\n')) {
      if (await isMissing(tx, statement)) await tx.query(statement);
    }
  });

/** "create … if not exists" locks the table though there is nothing to do, and handlers write to it. */
const isMissing = async (tx: PgQuery, statement: string): Promise<boolean> => {
  const name = /if not exists (\w+)/.exec(statement)?.[1];
  if (name === undefined) return false;
  const select = `select to_regclass(quote_ident(current_schema()) || '.' || $1) is null as missing`;
  const { rows } = await tx.query(select, [name]);
  return column(rows[0], 'missing') === true;
};
