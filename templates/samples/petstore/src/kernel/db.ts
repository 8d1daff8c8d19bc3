import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Pool } from 'pg';
import { ConfigError, projectFile, type Config } from '../config.js';
import {
  inTransaction,
  migrate,
  postgresListener,
  type PgDatabase,
  type PgQuery,
} from '../generated/runtime/postgres.js';
import { webhookSchema } from '../generated/runtime/webhooks.js';

/** What runs SQL: a transaction, or the database itself. Each `${}` is a parameter, never text. */
export interface Sql extends PgQuery {
  /** The rows, whose columns the caller knows. */
  sql<Row = unknown>(parts: TemplateStringsArray, ...values: unknown[]): Promise<readonly Row[]>;
  /** The first row, if there is one. */
  first<Row = unknown>(parts: TemplateStringsArray, ...values: unknown[]): Promise<Row | undefined>;
}

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

export const sqlOn = (pg: PgQuery): Sql => {
  const sql = async <Row>(parts: TemplateStringsArray, ...values: unknown[]) => {
    const text = parts.reduce((before, part, n) => `${before}$${n}${part}`);
    const { rows } = await pg.query(
      text,
      values.map((value) => value ?? null),
    );
    return rows as readonly Row[];
  };
  return {
    sql,
    first: async <Row>(parts: TemplateStringsArray, ...values: unknown[]) =>
      (await sql<Row>(parts, ...values))[0],
    query: (text, values) => pg.query(text, values),
  };
};

/** Opens the database and creates the tables that are missing. */
export const openDatabase = async (config: Config): Promise<Database> => {
  const ours = readFileSync(projectFile('src/kernel/schema.sql'), 'utf8');
  const schema = `${ours}${webhookSchema}`;
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
  return databaseOn(pool, 'PostgreSQL', () => pool.end());
};

const openEmbedded = async (folder: string, schema: string): Promise<Database> => {
  const path = resolve(folder);
  const unlock = lock(path);
  const pglite = await PGlite.create(path);
  await pglite.exec(schema);
  return databaseOn(pglite, 'embedded', async () => {
    await pglite.close();
    unlock();
  });
};

const databaseOn = (pg: PgDatabase, kind: Database['kind'], end: () => Promise<void>): Database => {
  const listener = postgresListener(pg);
  return {
    ...sqlOn(pg),
    pg,
    kind,
    transaction: (work) => inTransaction(pg, (tx) => work(sqlOn(tx))),
    listen: (channel, callback) => listener.listen(channel, callback),
    close: async () => {
      await listener.close();
      await end();
    },
  };
};

/** Two processes in one data folder would destroy it. @throws ConfigError */
const lock = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}.lock`;
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
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
