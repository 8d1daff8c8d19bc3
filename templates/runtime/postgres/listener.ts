import { isPool } from './client.js';
import type { PgConnection, PgDatabase, PgEmbedded, PgNotification, PgPool } from './client.js';

/** Milliseconds before a connection that broke is replaced. */
const pause = 500;

/** Hears NOTIFY. */
export interface PostgresListener {
  /**
   * Calls back at each NOTIFY on the channel, and whenever one may have been missed. The channel's name
   * goes into SQL as it is.
   */
  listen(channel: string, callback: () => void): Promise<void>;
  /** Gives the connection back. Never rejects. */
  close(): Promise<void>;
}

class EmbeddedListener implements PostgresListener {
  readonly #database: PgEmbedded;
  readonly #ends: (() => Promise<void>)[] = [];

  constructor(database: PgEmbedded) {
    this.#database = database;
  }

  async listen(channel: string, callback: () => void): Promise<void> {
    this.#ends.push(await this.#database.listen(channel, callback));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#ends.splice(0).map((end) => end()));
  }
}

/** One connection of the pool, for all channels; a new one when it breaks. */
class PoolListener implements PostgresListener {
  readonly #pool: PgPool;
  readonly #callbacks = new Map<string, (() => void)[]>();
  #connection: Promise<PgConnection> | undefined;
  #giveBack: (error?: Error) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(pool: PgPool) {
    this.#pool = pool;
  }

  async listen(channel: string, callback: () => void): Promise<void> {
    const known = this.#callbacks.get(channel);
    this.#callbacks.set(channel, [...(known ?? []), callback]);
    this.#connection ??= this.#connect();
    const connection = await this.#connection;
    if (known === undefined) await connection.query(`listen ${channel}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.query('unlisten *').catch(() => undefined);
    this.#giveBack();
  }

  async #connect(): Promise<PgConnection> {
    const connection = await this.#pool.connect();
    const onNotification = ({ channel }: PgNotification): void => this.#ring(channel);
    const onError = (error: Error): void => {
      this.#giveBack(error);
      this.#connectAgain();
    };
    this.#giveBack = (error) => {
      this.#giveBack = () => undefined;
      connection.removeListener('notification', onNotification);
      connection.removeListener('error', onError);
      connection.release(error);
    };
    connection.on('notification', onNotification);
    connection.on('error', onError);
    for (const channel of this.#callbacks.keys()) await connection.query(`listen ${channel}`);
    return connection;
  }

  #ring(channel: string): void {
    for (const callback of this.#callbacks.get(channel) ?? []) callback();
  }

  /** After a pause, and for ever. What was notified meanwhile is not known, so all are called. */
  #connectAgain(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#connection = this.#connect();
      this.#connection.then(
        () => [...this.#callbacks.keys()].forEach((channel) => this.#ring(channel)),
        (error: unknown) => {
          this.#giveBack(error instanceof Error ? error : new Error(String(error)));
          this.#connectAgain();
        },
      );
    }, pause).unref();
  }
}

/** @param database a `Pool` of `pg`, of which it keeps one connection, or a `PGlite` */
export const postgresListener = (database: PgDatabase): PostgresListener =>
  isPool(database) ? new PoolListener(database) : new EmbeddedListener(database);
