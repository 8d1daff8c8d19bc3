import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { readConfig } from '../../templates/samples/petstore/src/config.js';
import type { Config } from '../../templates/samples/petstore/src/config.js';
import { openDatabase } from '../../templates/samples/petstore/src/kernel/db.js';
import type { Database } from '../../templates/samples/petstore/src/kernel/db.js';

export interface OwnDatabase {
  readonly db: Database;
  readonly config: Config;
  /** Closes it, and removes it from the server. */
  readonly drop: () => Promise<void>;
}

/** An empty database, beside the one that tests are given: locks are shared by all schemas of one. */
export const emptyDatabase = async (
  server: string,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> => {
  const name = `petstore_${randomBytes(6).toString('hex')}`;
  await ask(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => ask(server, `drop database ${name} with (force)`) };
};

/** The PetStore's tables in a database of their own. */
export const ownDatabase = async (server: string): Promise<OwnDatabase> => {
  const { url, drop: remove } = await emptyDatabase(server);
  const config = readConfig([], { DATABASE_URL: url, LOG_LEVEL: 'silent' });
  const db = await openDatabase(config);
  const drop = async (): Promise<void> => {
    await db.close();
    await remove();
  };
  return { db, config, drop };
};

/** The rows of a query. */
export const rows = async <Row>(
  sql: Pick<Database, 'query'>,
  text: string,
  values: unknown[] = [],
): Promise<readonly Row[]> => (await sql.query(text, values)).rows as readonly Row[];

const ask = async (connectionString: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
