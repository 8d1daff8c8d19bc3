import { PGlite } from '@electric-sql/pglite';
import { Pool } from 'pg';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient, NonRetryableError } from '../../../fixtures/contract/expected/index.js';
import type { Client } from '../../../fixtures/contract/expected/index.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { DeadLetterStore, MemoryBus } from '../../../templates/runtime/memory.js';
import { migrate, postgresDeadLetters } from '../../../templates/runtime/postgres.js';
import type { PgDatabase } from '../../../templates/runtime/postgres.js';
import { databaseUrlOrFail } from '../../brokers/available.js';
import { silent } from '../core/support.js';

const url = databaseUrlOrFail() ?? '';

interface Stand {
  readonly database: PgDatabase;
  readonly end: () => Promise<void>;
}

const embedded = async (): Promise<Stand> => {
  const database = new PGlite();
  return { database, end: () => database.close() };
};

/** A schema of its own, so that test files do not meet. */
const onServer = async (): Promise<Stand> => {
  const schema = `petevents_${randomBytes(6).toString('hex')}`;
  const database = new Pool({ connectionString: url, options: `-c search_path=${schema}` });
  await database.query(`create schema ${schema}`);
  const end = async (): Promise<void> => {
    await database.query(`drop schema ${schema} cascade`);
    await database.end();
  };
  return { database, end };
};

const kinds = [
  { name: 'PGlite', open: embedded },
  ...(url === '' ? [] : [{ name: 'PostgreSQL', open: onServer }]),
];

describe.each(kinds)(
  'dead letters of the in-process bus in $name',
  { timeout: 60_000 },
  ({ open }) => {
    let stand: Stand;
    let store: DeadLetterStore;
    let run = 0;
    let group: string;
    const processes: MemoryBus[] = [];

    /** A bus of its own on the same rows: what a process has after a restart. */
    const start = (): { readonly bus: MemoryBus; readonly client: Client<MemoryBus> } => {
      const bus = memoryBus({ log: silent, confirm: 'handled', deadLetters: store });
      processes.push(bus);
      return { bus, client: createClient(bus) };
    };

    beforeAll(async () => {
      stand = await open();
      await migrate(stand.database);
      store = postgresDeadLetters(stand.database);
    });
    afterEach(async () => {
      await Promise.all(processes.splice(0).map((bus) => bus.close({ drain: 0 })));
    });
    afterAll(() => stand.end());

    const thing = { thingId: 'a', sequence: 7 };
    const giveUp = async (): Promise<string> => {
      group = `g${(run += 1)}`;
      const { bus, client } = start();
      const onThing = (): void => {
        throw new NonRetryableError('the mail server is gone');
      };
      await client.subscribe(group, { onThing }).ready;
      const { id } = await client.publishThing(thing);
      await bus.settled();
      return id;
    };

    it('are there after the process, and are sent again as they were', async () => {
      const id = await giveUp();
      const { bus, client } = start();
      const seen: unknown[] = [];
      const onThing = (message: { id: string; payload: object; attempt: number }): void =>
        void seen.push([message.id, message.payload, message.attempt]);
      await client.subscribe(group, { onThing }).ready;
      const letters = client.deadLetters(group);
      const reason = { reason: 'non-retryable', message: 'the mail server is gone' };
      const [letter, ...others] = await letters.list();
      expect(letter).toMatchObject({ id, type: 'ThingChanged', key: 'a', attempts: 1, ...reason });
      expect(others).toEqual([]);
      expect((await letters.redrive()).ids).toEqual([id]);
      await bus.settled();
      expect(seen).toEqual([[id, thing, 1]]);
      await bus.close();
      expect(await start().client.deadLetters(group).list()).toEqual([]);
    });

    it('stay when nobody here can take them', async () => {
      const id = await giveUp();
      const letters = start().client.deadLetters(group);
      await expect(letters.redrive()).rejects.toThrow(`nobody of ${group} listens`);
      expect((await letters.list()).map((letter) => letter.id)).toEqual([id]);
    });

    it('stay until they are handled: a process that dies meanwhile loses none', async () => {
      const id = await giveUp();
      const { client } = start();
      let begun: () => void;
      const handling = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const onThing = (): Promise<void> => {
        begun();
        return new Promise(() => undefined);
      };
      await client.subscribe(group, { onThing }).ready;
      await client.deadLetters(group).redrive();
      await handling;
      expect(await client.deadLetters(group).list()).toEqual([]);
      const [left] = await start().client.deadLetters(group).list();
      expect(left).toMatchObject({ id, redriven: 0 });
    });

    it('that die again are there once, and say how often they were sent again', async () => {
      const id = await giveUp();
      const { bus, client } = start();
      const onThing = (): void => {
        throw new NonRetryableError('still gone');
      };
      await client.subscribe(group, { onThing }).ready;
      await client.deadLetters(group).redrive();
      await bus.settled();
      await bus.close();
      const letters = await start().client.deadLetters(group).list();
      expect(letters).toMatchObject([{ id, redriven: 1, message: 'still gone' }]);
    });

    it('are not lost when the database fails: the message waits', async () => {
      let failures = 2;
      const failing: DeadLetterStore = {
        add: (letter) => {
          failures -= 1;
          return failures < 0 ? store.add(letter) : Promise.reject(new Error('no database'));
        },
        list: (name) => store.list(name),
        remove: (id) => store.remove(id),
      };
      const bus = memoryBus({ log: silent, deadLetters: failing });
      processes.push(bus);
      const client = createClient(bus);
      const onThing = (): void => {
        throw new NonRetryableError('gone');
      };
      await client.subscribe('failing', { onThing }).ready;
      await client.publishThing(thing);
      await bus.settled();
      expect(bus.health()).toMatchObject({ status: 'ready', counters: { deadLettered: 1 } });
      expect(await client.deadLetters('failing').list()).toHaveLength(1);
    });
  },
);
