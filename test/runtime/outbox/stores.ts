import { PGlite } from '@electric-sql/pglite';
import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { memoryInbox } from '../../../templates/runtime/inbox.js';
import type { Inbox } from '../../../templates/runtime/inbox.js';
import { memoryOutbox } from '../../../templates/runtime/outbox.js';
import type { MemoryTransaction, OutboxStore } from '../../../templates/runtime/outbox.js';
import {
  inTransaction,
  migrate,
  postgresInbox,
  postgresOutbox,
} from '../../../templates/runtime/postgres.js';
import type { PgDatabase, PgQuery } from '../../../templates/runtime/postgres.js';
import { databaseUrlOrFail } from '../../brokers/available.js';

/** A store with its transactions, and what a test has to close. */
export interface Stand<Tx> {
  readonly store: OutboxStore<Tx>;
  /** The same rows, as another process would see them. */
  readonly another: () => OutboxStore<Tx>;
  readonly inbox: Inbox<Tx> | Inbox<undefined>;
  /** Of PostgreSQL, for a process of its own. */
  readonly schema?: string;
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface Kind {
  readonly name: string;
  /** Several relays can share its rows. */
  readonly shared: boolean;
  readonly open: () => Promise<Stand<never>>;
}

const memory = async (): Promise<Stand<never>> => {
  const store = memoryOutbox();
  const stand: Stand<MemoryTransaction> = {
    store,
    another: () => store,
    inbox: memoryInbox(),
    transaction: (work) => store.transaction(work),
    close: async () => undefined,
  };
  return hide(stand);
};

/** It takes a second to start: one for all tests of a file. */
let started: PGlite | undefined;

const embedded = async (): Promise<Stand<never>> => {
  const database = (started ??= new PGlite());
  const stand = await standOn(
    database,
    () => database,
    async () => undefined,
  );
  await database.query('truncate event_outbox, processed_events');
  return hide(stand);
};

/** A schema of its own, so that test files do not meet. */
const server = (url: string) => async (): Promise<Stand<never>> => {
  const schema = `petevents_${randomBytes(6).toString('hex')}`;
  const pools: Pool[] = [];
  const pool = (): Pool => {
    const made = new Pool({ connectionString: url, options: `-c search_path=${schema}`, max: 20 });
    pools.push(made);
    return made;
  };
  const main = pool();
  await main.query(`create schema ${schema}`);
  const stand = await standOn(main, pool, async () => {
    await main.query(`drop schema ${schema} cascade`);
    await Promise.all(pools.map((one) => one.end()));
  });
  return hide({ ...stand, schema });
};

const standOn = async (
  database: PgDatabase,
  another: () => PgDatabase,
  close: () => Promise<void>,
): Promise<Stand<PgQuery>> => {
  await migrate(database);
  return {
    store: postgresOutbox(database),
    another: () => postgresOutbox(another()),
    inbox: postgresInbox(database),
    transaction: (work) => inTransaction(database, work),
    close,
  };
};

/** Tests pass transactions on and do not look into them. */
const hide = (stand: unknown): Stand<never> => stand as Stand<never>;

/** Every store that there is here; PostgreSQL where `DATABASE_URL` names one. */
export const kinds = (): readonly Kind[] => {
  const url = databaseUrlOrFail();
  return [
    { name: 'memory', shared: true, open: memory },
    { name: 'PGlite', shared: false, open: embedded },
    ...(url === undefined ? [] : [{ name: 'PostgreSQL', shared: true, open: server(url) }]),
  ];
};
