import { randomUUID } from 'node:crypto';
import type { MessageContext } from '../generated/index.js';
import { first, rows, type Sql } from './db.js';

/** An event before it is stored. */
export interface NewEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: object;
}

export interface StoredEvent extends NewEvent {
  readonly id: string;
  /** `xid.position`: the place among all events. */
  readonly position: string;
  readonly stream: string;
  /** The place in the stream, from 1. */
  readonly version: number;
  /** What follows from the event belongs to the same flow, and to the same trace. */
  readonly metadata: MessageContext;
  readonly occurredAt: Date;
}

/** Somebody else has changed the stream since it was read: read it again and decide again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';

  constructor(stream: string) {
    super(`${stream} has changed meanwhile`);
  }
}

/**
 * One statement for all events. The `where not exists` keeps transaction ids in the order of the
 * stream: a transaction that took its id early and appends late would be read before its elders.
 */
const insert = `
with added as (
  insert into events (stream, version, event_id, type, schema_version, data, metadata)
  select $1, $2::integer + n, (e->>'id')::uuid, e->>'type', (e->>'schemaVersion')::integer,
    e->'data', $4::jsonb
  from jsonb_array_elements($3::jsonb) with ordinality as list(e, n)
  where not exists (select from events where stream = $1 and xid > pg_current_xact_id())
  order by n
  returning xid, position
)
select (select xid::text || '.' || position::text from added order by position desc limit 1) as position,
  (select count(*)::integer from added) as added, pg_notify('events', '')`;

/**
 * Appends to a stream that has `expectedVersion` events.
 * @returns the position of the last event
 * @throws ConflictError
 */
export const append = async (
  tx: Sql,
  stream: string,
  expectedVersion: number,
  events: { readonly list: readonly NewEvent[]; readonly metadata: MessageContext },
): Promise<string> => {
  const list = events.list.map((event) => ({ ...event, id: randomUUID() }));
  const values = [stream, expectedVersion, JSON.stringify(list), JSON.stringify(events.metadata)];
  try {
    const result = await first<{ position: string; added: number }>(tx, insert, values);
    if (result?.added === list.length) return result.position;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  throw new ConflictError(stream);
};

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';

const columns = `event_id as id, xid::text || '.' || position::text as position, stream, version,
  type, schema_version as "schemaVersion", data, metadata, occurred_at as "occurredAt"`;

/** The events of a stream after a version and up to another, oldest first. */
export const readStream = (
  sql: Sql,
  stream: string,
  after = 0,
  upTo = 2 ** 31 - 1,
): Promise<readonly StoredEvent[]> => {
  const select = `select ${columns} from events
    where stream = $1 and version > $2 and version <= $3 order by version`;
  return rows<StoredEvent>(sql, select, [stream, after, upTo]);
};

/**
 * The next events of all streams. Ordered by transaction, and only up to the oldest transaction that
 * still runs: positions are given out before commits, so a reader by position alone would miss some.
 */
export const readAll = (
  sql: Sql,
  after: string,
  limit: number,
): Promise<readonly StoredEvent[]> => {
  const [xid = '0', position = '0'] = after.split('.');
  return rows<StoredEvent>(
    sql,
    `select ${columns} from events
     where (xid, position) > ($1::xid8, $2::bigint)
       and xid < pg_snapshot_xmin(pg_current_snapshot())
     order by events.xid, events.position limit $3`,
    [xid, position, limit],
  );
};

/** Whether a reader at `place` has seen `position`. */
export const isAt = (place: string, position: string): boolean => {
  const [xid = 0n, last = 0n] = place.split('.').map(BigInt);
  const [wantedXid = 0n, wanted = 0n] = position.split('.').map(BigInt);
  return xid === wantedXid ? last >= wanted : xid > wantedXid;
};

/** `xid.position`, as clients send it. */
export const isPosition = (text: string): boolean => /^\d{1,19}\.\d{1,19}$/.test(text);

/** The position of the newest event of a stream. */
export const lastPosition = async (sql: Sql, stream: string): Promise<string> => {
  const select = `select xid::text || '.' || position::text as position from events
    where stream = $1 order by version desc limit 1`;
  return (await first<{ position: string }>(sql, select, [stream]))?.position ?? '0.0';
};
