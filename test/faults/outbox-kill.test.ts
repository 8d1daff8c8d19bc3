import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { Pool } from 'pg';
import { expect, it } from 'vitest';
import { createClient } from '../../fixtures/contract/expected/index.js';
import { createOutbox } from '../../templates/runtime/outbox.js';
import {
  inTransaction,
  migrate,
  postgresInbox,
  postgresOutbox,
} from '../../templates/runtime/postgres.js';
import { databaseUrlOrFail, describeAmqp, describeKafka } from '../brokers/available.js';
import { ROOT } from '../support/paths.js';
import { busOf } from './harness/bus-of.js';
import type { BusPlace } from './harness/bus-of.js';
import { kafkaDrivers } from './harness/kafka-drivers.js';
import { bundledProgram } from './harness/program.js';

const database = databaseUrlOrFail();
/** `npm run test:soak` kills fifty times. */
const kills = Number(process.env['FAULT_ROUNDS'] ?? 5);
/** Every fifth relay gets further by the 200 rows that a relay takes at a time. */
const messages = 400 + 200 * Math.ceil(kills / 5);
const keys = 20;

describeAmqp('the outbox on PostgreSQL and RabbitMQ', (url) => killsRelays({ AMQP: url }));
for (const { name } of kafkaDrivers) {
  describeKafka(`the outbox on PostgreSQL and Kafka (${name})`, (brokers) =>
    killsRelays({ KAFKA: brokers.join(','), DRIVER: name }),
  );
}

/** @param place the broker, as relays in other processes are told it */
function killsRelays(place: BusPlace): void {
  it.runIf(database !== undefined)(
    'O1: a relay that is killed before it marks: all sent, handled once, keys in order',
    { timeout: 60_000 + kills * 5_000 },
    async () => {
      const schema = `petevents_${randomBytes(6).toString('hex')}`;
      const pool = new Pool({
        connectionString: database,
        options: `-c search_path=${schema}`,
      });
      await pool.query(`create schema ${schema}`);
      await migrate(pool);
      await pool.query('create table effects (at bigserial, key text, sequence integer)');
      const bus = busOf(place);
      const outbox = createOutbox({ bus, store: postgresOutbox(pool) });
      const subscription = createClient(bus).subscribe(
        schema,
        {
          onThing: async ({ payload: { thingId, sequence } }, { tx }) => {
            if (!thingId.startsWith(schema)) return;
            const insert = 'insert into effects (key, sequence) values ($1, $2)';
            await tx.query(insert, [thingId, sequence]);
          },
        },
        { inbox: postgresInbox(pool), order: 'key' },
      );
      await subscription.ready;
      await inTransaction(pool, async (tx) => {
        const client = createClient(outbox.bus(tx));
        for (let sequence = 0; sequence < messages; sequence += 1) {
          await client.publishThing({ thingId: `${schema}-${sequence % keys}`, sequence });
        }
      });

      const program = await bundledProgram('dying-relay');
      for (let kill = 0; kill < kills; kill += 1) {
        const env = { ...process.env, ...place, SCHEMA: schema, DATABASE_URL: database };
        // Every fifth time it gets further: it marks once, and dies at the second mark.
        const diesAt = kill % 5 === 4 ? '2' : '1';
        const child = spawn(process.execPath, [program], {
          cwd: ROOT,
          env: { ...env, DIES_AT: diesAt },
          stdio: 'ignore',
        });
        const [, signal] = await once(child, 'exit');
        expect(signal).toBe('SIGKILL');
      }
      outbox.start();
      const effects = async (): Promise<number> =>
        Number((await pool.query('select count(*) from effects')).rows[0].count);
      await expect.poll(effects, { timeout: 60_000, interval: 100 }).toBe(messages);
      await expect
        .poll(async () => (await outbox.health()).waiting, { timeout: 30_000, interval: 50 })
        .toBe(0);
      await expect
        .poll(async () => (await subscription.lag()).messages, { timeout: 60_000, interval: 200 })
        .toBe(0);

      const { rows } = await pool.query(
        `select key, array_agg(sequence order by at) as sequences, count(*)::int as count
         from effects group by key`,
      );
      expect(rows).toHaveLength(keys);
      for (const { sequences, count } of rows as { sequences: number[]; count: number }[]) {
        expect(count).toBe(messages / keys);
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      }
      // What the dead relays had sent and not marked came again, and changed nothing.
      expect(bus.health().counters.duplicates).toBeGreaterThan(0);

      await outbox.close();
      await bus.close({ drain: 2_000 });
      await pool.query(`drop schema ${schema} cascade`);
      await pool.end();
      await rm(program);
    },
  );
}
