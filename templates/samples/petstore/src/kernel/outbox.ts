import { createClient, type Bus, type Client } from '../generated/index.js';
import { createOutbox, type Outbox } from '../generated/runtime/outbox.js';
import { postgresOutbox } from '../generated/runtime/postgres.js';
import type { Database, Sql } from './db.js';

export type Mail = Outbox<Sql>;

/** Writes answer 503 while so many rows wait. */
export const pressureLimit = 1_000;

/** The outbox of the integration bus. Domain events need none: the event store is theirs. */
export const openOutbox = (db: Database, bus: Bus): Mail =>
  createOutbox({ bus, store: postgresOutbox(db.pg) });

/** The client of a service whose methods write rows of this transaction instead of sending. */
export const sendIn = (outbox: Mail, tx: Sql, source: string): Client<Bus<'outbox'>> =>
  createClient(outbox.bus(tx), { source });
