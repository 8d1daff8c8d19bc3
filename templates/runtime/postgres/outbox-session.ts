import { Bell } from '../core/bell.js';
import type { Busy, Failure, OutboxSession, SessionOptions, StoredRow } from '../outbox/store.js';
import { isPool } from './client.js';
import type { PgConnection, PgDatabase, PgEmbedded, PgQuery } from './client.js';
import { storedRow } from './outbox-row.js';
import { channelName, shardOf, Shards } from './shards.js';

/** A parked row, or one that waits for its next try, holds back what its key has behind it. */
const due = ({ parkedKeys }: SessionOptions): string => `
select id, message_id, event_type, key, address, headers, payload, envelope, attempts
from event_outbox o
where published_at is null and parked_at is null and next_attempt_at <= clock_timestamp()
  and shard = any($1::smallint[])
  and not id = any($3::bigint[]) and (key is null or not key = any($4::text[]))
  and not exists (
    select from event_outbox before
    where before.key = o.key and before.id < o.id and before.published_at is null
      and ${blocks[parkedKeys]}
  )
order by id limit $2`;

const blocks = {
  stop: '(before.parked_at is not null or before.next_attempt_at > clock_timestamp())',
  skip: 'before.parked_at is null and before.next_attempt_at > clock_timestamp()',
};

const sent = `
update event_outbox set published_at = clock_timestamp() where id = any($1::bigint[])`;

const failed = `
update event_outbox set
  attempts = attempts + $2, last_error = $3,
  next_attempt_at = clock_timestamp() + $4 * interval '1 millisecond',
  parked_at = case when $5 then clock_timestamp() end
where id = $1`;

/** Milliseconds between two looks at who else is there. */
const balanceEach = 1_000;

/** Takes part in sending, on a connection of its own. */
export const openSession = (
  database: PgDatabase,
  options: SessionOptions,
): Promise<OutboxSession> =>
  isPool(database)
    ? database.connect().then((connection) => openOn(connection, options))
    : openEmbedded(database, options);

const openOn = async (
  connection: PgConnection,
  options: SessionOptions,
): Promise<OutboxSession> => {
  const bell = new Bell();
  let lost: Error | undefined;
  const onError = (error: Error): void => {
    lost = error;
    bell.ring();
  };
  const onNotification = (): void => bell.ring();
  connection.on('error', onError);
  connection.on('notification', onNotification);
  const release = async (): Promise<void> => {
    await connection.query('unlisten *').catch(onError);
    await connection.query('select pg_advisory_unlock_all()').catch(onError);
    connection.removeListener('notification', onNotification);
    connection.removeListener('error', onError);
    connection.release(lost);
  };
  try {
    await connection.query(`listen ${channelName}`);
    return await Session.open(connection, { bell, due: due(options), release });
  } catch (error) {
    await release();
    throw error;
  }
};

/** One connection means one session of the server, whose locks do not keep us from ourselves. */
const embeddedInUse = new WeakSet<PgEmbedded>();

const openEmbedded = async (
  database: PgEmbedded,
  options: SessionOptions,
): Promise<OutboxSession> => {
  if (embeddedInUse.has(database)) {
    throw new Error('this embedded database has a relay already: start one outbox only');
  }
  embeddedInUse.add(database);
  const bell = new Bell();
  const unlisten = await database.listen(channelName, () => bell.ring());
  const release = async (): Promise<void> => {
    embeddedInUse.delete(database);
    await unlisten().catch(() => undefined);
    await database.query('select pg_advisory_unlock_all()').catch(() => undefined);
  };
  return Session.open(database, { bell, due: due(options), release });
};

interface SessionParts {
  readonly bell: Bell;
  readonly due: string;
  readonly release: () => Promise<void>;
}

class Session implements OutboxSession {
  readonly #connection: PgQuery;
  readonly #parts: SessionParts;
  readonly #shards: Shards;
  #balancedAt = -Infinity;

  static async open(connection: PgQuery, parts: SessionParts): Promise<Session> {
    const session = new Session(connection, parts);
    await session.#shards.join();
    return session;
  }

  private constructor(connection: PgQuery, parts: SessionParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#shards = new Shards(connection);
  }

  async due(limit: number, { rows: busy, keys }: Busy): Promise<readonly StoredRow[]> {
    this.#parts.bell.reset();
    const now = performance.now();
    if (now - this.#balancedAt >= balanceEach) {
      this.#balancedAt = now;
      await this.#shards.balance(new Set(busy.map((row) => shardOf(row.key ?? row.messageId))));
    }
    const { owned } = this.#shards;
    if (owned.length === 0) return [];
    const ids = busy.map(({ id }) => id);
    const values = [[...owned], limit, ids, [...keys]];
    const { rows } = await this.#connection.query(this.#parts.due, values);
    return rows.map(storedRow);
  }

  async sent(ids: readonly string[]): Promise<void> {
    await this.#connection.query(sent, [[...ids]]);
  }

  async failed(failures: readonly Failure[]): Promise<void> {
    for (const { id, counts, reason, retryIn, parked } of failures) {
      await this.#connection.query(failed, [id, counts ? 1 : 0, reason, retryIn, parked]);
    }
  }

  wait(limit: number, signal: AbortSignal): Promise<void> {
    return this.#parts.bell.wait(limit, signal);
  }

  close(): Promise<void> {
    return this.#parts.release();
  }
}
