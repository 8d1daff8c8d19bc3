import { column } from './client.js';
import type { PgQuery } from './client.js';

/** Relays share the keys in this many parts. */
export const shardCount = 8;

/** What commits notify. */
export const channelName = 'event_outbox';

/** The part that a key belongs to: FNV-1a, the same in every process. */
export const shardOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % shardCount;
};

/** Locks beside those of the shards: each relay holds this one, so that they can be counted. */
const presence = shardCount;
const table = "'event_outbox'::regclass::oid::integer";

const join = `select pg_advisory_lock_shared(${table}, ${presence})`;

const relays = `
select count(*) as relays from pg_locks
where locktype = 'advisory' and granted and objsubid = 2 and objid = ${presence}
  and classid = 'event_outbox'::regclass::oid
  and database = (select oid from pg_database where datname = current_database())`;

const lock = `
select shard from unnest($1::integer[]) as shard where pg_try_advisory_lock(${table}, shard)`;

const unlock = `select pg_advisory_unlock(${table}, shard) from unnest($1::integer[]) as shard`;

/**
 * The shards of one relay: session locks, which the server takes back when the connection dies, and
 * which make no transaction wait. Relays that come and go share the shards evenly.
 */
export class Shards {
  readonly #connection: PgQuery;
  /** Locked by us; those beyond our share are given up once nothing of them is being sent. */
  #owned: readonly number[] = [];
  #share = shardCount;

  constructor(connection: PgQuery) {
    this.#connection = connection;
  }

  get owned(): readonly number[] {
    return this.#owned.slice(0, this.#share);
  }

  async join(): Promise<void> {
    await this.#connection.query(join);
  }

  /**
   * Takes free shards up to a fair share, and leaves what is more.
   * @param busy shards of which rows are being sent: they are left later, and no rows are taken of them
   */
  async balance(busy: ReadonlySet<number>): Promise<void> {
    const { rows } = await this.#connection.query(relays);
    const share = Math.ceil(shardCount / Math.max(1, Number(column(rows[0], 'relays'))));
    this.#share = share;
    const spare = this.#owned.slice(share).filter((shard) => !busy.has(shard));
    if (spare.length > 0) await this.#leave(spare);
    else if (this.#owned.length < share) await this.#take(share - this.#owned.length);
  }

  async #leave(shards: readonly number[]): Promise<void> {
    await this.#connection.query(unlock, [[...shards]]);
    this.#owned = this.#owned.filter((shard) => !shards.includes(shard));
  }

  /** One by one: a lock that is had and not wanted would have to be given back. */
  async #take(count: number): Promise<void> {
    for (let shard = 0; shard < shardCount && count > 0; shard += 1) {
      if (this.#owned.includes(shard)) continue;
      const { rows } = await this.#connection.query(lock, [[shard]]);
      if (rows.length === 0) continue;
      this.#owned = [...this.#owned, shard];
      count -= 1;
    }
  }
}
