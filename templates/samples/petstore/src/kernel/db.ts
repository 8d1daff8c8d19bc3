import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Client, Pool } from 'pg';
import { ConfigError, projectFile } from '../config.js';
import type { Config } from '../config.js';
import { inTransaction, migrate } from '../generated/runtime/postgres.js';
import type { PgDatabase, PgQuery } from '../generated/runtime/postgres.js';

/** A transaction, or the database itself: what runs SQL. */
export type Sql = PgQuery;

export interface Database extends Sql {
  /** For the outbox and the inbox. */
  readonly pg: PgDatabase;
  readonly kind: 'embedded' | 'PostgreSQL';
  /** Commits when `work` resolves. Use only `tx` inside: the embedded database has one connection. */
  transaction<Result>(work: (tx: Sql) => Promise<Result>): Promise<Result>;
  /** Calls back at each NOTIFY on the channel, and whenever one may have been missed. */
  listen(channel: string, callback: () => void): Promise<void>;
  close(): Promise<void>;
}

/** The rows of a query, whose columns the caller knows. */
export const rows = async <Row>(
  sql: Sql,
  text: string,
  values: unknown[] = [],
): Promise<readonly Row[]> => (await sql.query(text, values)).rows as readonly Row[];

/** The first row, if there is one. */
export const first = async <Row>(
  sql: Sql,
  text: string,
  values: unknown[] = [],
): Promise<Row | undefined> => (await rows<Row>(sql, text, values))[0];

/** Opens the database and creates the tables that are missing. */
export const openDatabase = async (config: Config): Promise<Database> => {
  const schema = readFileSync(projectFile('src/kernel/schema.sql'), 'utf8');
  const database =
    config.databaseUrl === undefined
      ? await openEmbedded(config.dataFolder, schema)
      : await openPool(config.databaseUrl, schema);
  await migrate(database.pg);
  return database;
};

const openPool = async (url: string, schema: string): Promise<Database> => {
  const pool = new Pool({ connectionString: url, max: 20 });
  // A connection that breaks while it rests is replaced; unheard, its event would end the process.
  pool.on('error', () => undefined);
  // Several processes may start at once; statements sent together are one transaction.
  await pool.query(`select pg_advisory_xact_lock(hashtext('petstore schema'));\n${schema}`);
  const bells = new Bells(url);
  return {
    pg: pool,
    kind: 'PostgreSQL',
    query: (text, values) => pool.query(text, values),
    transaction: (work) => inTransaction(pool, work),
    listen: (channel, callback) => bells.listen(channel, callback),
    close: async () => {
      await bells.close();
      await pool.end();
    },
  };
};

const openEmbedded = async (folder: string, schema: string): Promise<Database> => {
  const path = resolve(folder);
  const unlock = lock(path);
  const pglite = await PGlite.create(path);
  await pglite.exec(schema);
  return {
    pg: pglite,
    kind: 'embedded',
    query: (text, values) => pglite.query(text, values),
    transaction: (work) => inTransaction(pglite, work),
    listen: async (channel, callback) => {
      await pglite.listen(channel, callback);
    },
    close: async () => {
      await pglite.close();
      unlock();
    },
  };
};

/** Two processes in one data folder would destroy it. @throws ConfigError */
const lock = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}.lock`;
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
  } catch {
    const owner = Number(readFileSync(file, 'utf8'));
    if (isAlive(owner)) {
      throw new ConfigError(
        `process ${owner} has the database in ${folder}: stop it first, or use DATABASE_URL`,
      );
    }
    rmSync(file, { force: true });
    return lock(folder);
  }
  return () => rmSync(file, { force: true });
};

const isAlive = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** One connection that listens for all; a new one when it breaks. */
class Bells {
  readonly #url: string;
  readonly #callbacks = new Map<string, (() => void)[]>();
  #client: Promise<Client> | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  async listen(channel: string, callback: () => void): Promise<void> {
    const known = this.#callbacks.get(channel);
    this.#callbacks.set(channel, [...(known ?? []), callback]);
    this.#client ??= this.#connect();
    const client = await this.#client;
    if (known === undefined) await client.query(`listen ${channel}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#client?.catch(() => undefined))?.end();
  }

  async #connect(): Promise<Client> {
    const client = new Client({ connectionString: this.#url });
    client.on('notification', ({ channel }) => this.#ring(channel));
    client.on('error', () => undefined);
    client.once('end', () => this.#reconnect());
    await client.connect();
    for (const channel of this.#callbacks.keys()) await client.query(`listen ${channel}`);
    for (const channel of this.#callbacks.keys()) this.#ring(channel);
    return client;
  }

  #ring(channel: string): void {
    for (const callback of this.#callbacks.get(channel) ?? []) callback();
  }

  #reconnect(): void {
    if (this.#closed) return;
    setTimeout(() => {
      if (this.#closed) return;
      this.#client = this.#connect();
      this.#client.catch(() => this.#reconnect());
    }, 500).unref();
  }
}
