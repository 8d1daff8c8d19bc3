import { randomUUID } from 'node:crypto';
import type { MessageContext } from '../generated/index.js';
import type { Sql } from './db.js';

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
 * Appends to a stream that has `expectedVersion` events, all in one statement. The `where not exists`
 * keeps transaction ids in the order of the stream: a transaction that took its id early and appends
 * late would be read before its elders.
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
  try {
    const result = await tx.first<{ position: string; added: number }>`
      with added as (
        insert into events (stream, version, event_id, type, schema_version, data, metadata)
        select ${stream}, ${expectedVersion}::integer + n, (e->>'id')::uuid, e->>'type',
          (e->>'schemaVersion')::integer, e->'data', ${JSON.stringify(events.metadata)}::jsonb
        from jsonb_array_elements(${JSON.stringify(list)}::jsonb) with ordinality as list(e, n)
        where not exists (
          select from events where stream = ${stream} and xid > pg_current_xact_id())
        order by n
        returning xid, position
      )
      select (select xid::text || '.' || position::text from added order by position desc limit 1)
          as position,
        (select count(*)::integer from added) as added, pg_notify('events', '')`;
    if (result?.added === list.length) return result.position;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  throw new ConflictError(stream);
};

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';

const read = async (sql: Sql, rest: string, values: unknown[]): Promise<readonly StoredEvent[]> => {
  const select = `select event_id as id, xid::text || '.' || position::text as position, stream, version,
    type, schema_version as "schemaVersion", data, metadata, occurred_at as "occurredAt" from events`;
  return (await sql.query(`${select} ${rest}`, values)).rows as readonly StoredEvent[];
};

/** The events of a stream after a version and up to another, oldest first. */
export const readStream = (
  sql: Sql,
  stream: string,
  after = 0,
  upTo = 2 ** 31 - 1,
): Promise<readonly StoredEvent[]> => {
  const rest = 'where stream = $1 and version > $2 and version <= $3 order by version';
  return read(sql, rest, [stream, after, upTo]);
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
  const rest = `where (xid, position) > ($1::xid8, $2::bigint)
      and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by events.xid, events.position limit $3`;
  const [xid = '0', position = '0'] = after.split('.');
  return read(sql, rest, [xid, position, limit]);
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
  const newest = await sql.first<{ position: string }>`
    select xid::text || '.' || position::text as position from events
    where stream = ${stream} order by version desc limit 1`;
  return newest?.position ?? '0.0';
};
