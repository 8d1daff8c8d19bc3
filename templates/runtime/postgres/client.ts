/** What runs SQL: a transaction, a connection, a pool. `pg` and PGlite fit, and are not needed here. */
export interface PgQuery {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** A NOTIFY, as `pg` tells of it. */
export interface PgNotification {
  readonly channel: string;
}

/** A connection from a pool of `pg`. */
export interface PgConnection extends PgQuery {
  on(event: 'notification', listener: (message: PgNotification) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'notification', listener: (message: PgNotification) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  /** Gives it back; with an error it is closed instead. */
  release(error?: Error | boolean): void;
}

/** `new Pool(...)` of `pg`. */
export interface PgPool extends PgQuery {
  connect(): Promise<PgConnection>;
}

/** `new PGlite(...)`: one connection for all. */
export interface PgEmbedded extends PgQuery {
  transaction<Result>(work: (tx: PgQuery) => Promise<Result>): Promise<Result>;
  listen(channel: string, callback: () => void): Promise<() => Promise<void>>;
}

export type PgDatabase = PgPool | PgEmbedded;

/** PGlite has both; what it lacks is a `connect`. */
export const isPool = (database: PgDatabase): database is PgPool => 'connect' in database;

/** The value of one column of a row, whatever the driver says of its type. */
export const column = (row: unknown, name: string): unknown =>
  typeof row === 'object' && row !== null ? Reflect.get(row, name) : undefined;

/** Commits when `work` resolves, rolls back when it rejects. */
export const inTransaction = <Result>(
  database: PgDatabase,
  work: (tx: PgQuery) => Promise<Result>,
): Promise<Result> =>
  isPool(database) ? inPoolTransaction(database, work) : database.transaction(work);

const inPoolTransaction = async <Result>(
  pool: PgPool,
  work: (tx: PgQuery) => Promise<Result>,
): Promise<Result> => {
  const connection = await pool.connect();
  // A connection that breaks while nobody queries says so by an event, which must be heard.
  const onError = (): void => undefined;
  connection.on('error', onError);
  let broken: Error | undefined;
  try {
    await connection.query('begin');
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback').catch((cause: unknown) => {
      broken = new Error('the connection is lost', { cause });
    });
    throw error;
  } finally {
    connection.removeListener('error', onError);
    connection.release(broken);
  }
};
