import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import { readConfig } from '../../templates/samples/petstore/src/config.js';
import type { Database } from '../../templates/samples/petstore/src/kernel/db.js';
import { startPetStore } from '../../templates/samples/petstore/src/main.js';
import type { PetStore } from '../../templates/samples/petstore/src/main.js';
import { scratch } from '../support/paths.js';
import { rows } from './database.js';
import { Visitor } from './visitor.js';

/** What comes, comes in this time, on a busy machine as well. */
export const soon = { timeout: 90_000, interval: 50 } as const;

/** A PetStore in this process, and what a test asks of it. */
export class Shop extends Visitor {
  readonly petstore: PetStore;
  readonly #remove: () => void;

  private constructor(petstore: PetStore, remove: () => void) {
    super(petstore.url ?? '');
    this.petstore = petstore;
    this.#remove = remove;
  }

  /** In memory with an embedded database, unless the settings say otherwise. */
  static async open(
    settings: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Promise<Shop> {
    const folder = scratch(`shop-${randomBytes(6).toString('hex')}`);
    const quick = { PORT: '0', LOG_LEVEL: 'silent', RETRY_DELAY: '20', CERTIFICATE_TIME: '20' };
    const env = { ...quick, DATA_FOLDER: `${folder}/data`, ...settings };
    const petstore = await startPetStore(readConfig(args, env));
    return new Shop(petstore, () => rmSync(folder, { recursive: true, force: true }));
  }

  async close(): Promise<void> {
    await this.petstore.close();
    this.#remove();
  }

  get db(): Database {
    return this.petstore.app.db;
  }

  rows<Row>(select: string, values: unknown[] = []): Promise<readonly Row[]> {
    return rows<Row>(this.db, select, values);
  }

  /** Waits until a query gives these rows. */
  async expectRows(select: string, wanted: readonly object[], values: unknown[] = []) {
    await expect.poll(() => this.rows(select, values), soon).toEqual(wanted);
  }

  /** Waits until every event was read by everybody, every message sent, and every handler is done. */
  async settled(): Promise<void> {
    let handled = -1;
    // Twice, with nothing in between: what one look found quiet may have woken the next part.
    const isQuiet = async (): Promise<boolean> => {
      const { outbox, projections, consumers } = (await this.get<Busy>('/health')).body;
      const before = handled;
      handled = consumers.reduce((sum, one) => sum + one.handled, 0);
      return (
        handled === before &&
        outbox.waiting === 0 &&
        projections.every(({ lag }) => lag === 0) &&
        consumers.every(({ messages = 0, inFlight }) => messages + inFlight === 0)
      );
    };
    await expect.poll(isQuiet, soon).toBe(true);
  }
}

interface Busy {
  readonly outbox: { readonly waiting: number };
  readonly projections: readonly { readonly lag: number }[];
  readonly consumers: readonly {
    readonly messages?: number;
    readonly inFlight: number;
    readonly handled: number;
  }[];
}
