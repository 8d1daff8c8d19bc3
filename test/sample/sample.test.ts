import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  amqpUrl,
  databaseUrlOrFail,
  describeAmqp,
  describeKafka,
  kafkaBrokers,
} from '../brokers/available.js';
import { initProject, mustRun, pack, withoutIds } from './project.js';
import type { Packed } from './project.js';

let packed: Packed;
let shop: string;

beforeAll(() => {
  packed = pack();
  shop = initProject(packed.tarball, '--sample', 'petstore');
  mustRun(shop, ['npm', 'run', 'build']);
}, 300_000);

afterAll(() => {
  rmSync(dirname(shop), { recursive: true, force: true });
  packed.remove();
});

const stories = ['default', 'declined', 'no-vet', 'return', 'adopt-direct', 'email-down'];

const adoption = `accepted    202 processing   /api/adoptions/<id>/status
            reserve-pet, charge-fee, issue-certificate,
            schedule-vet-appointment, adopt-pet: done
completed   Buddy has a home. http://localhost:<port>/certificates/<id>
`;
const registered = 'registered  Buddy, dog, 2 years\n';

/** What all the stories tell, whatever the transport and the database. */
const told = `${registered}${adoption}${registered}\
accepted    202 processing   /api/adoptions/<id>/status
            reserve-pet: undone
            charge-fee: failed
failed      The bank declined the payment. Buddy is available again.
${registered}\
accepted    202 processing   /api/adoptions/<id>/status
            reserve-pet, charge-fee, issue-certificate: undone
            schedule-vet-appointment: failed
failed      The vet has no time. Buddy is available again.
${registered}${adoption}\
returned    Buddy is back: allergies
${adoption}\
history     PetRegistered, PetReserved, PetAdopted, PetReturned, PetReserved, PetAdopted
${registered}\
adopted     Buddy, without a saga
completed   the certificate is made, the welcome package is on its way
${registered}${adoption}\
            the mail server is down; it is tried 5 times
dead letter email: the mail server does not answer
redriven    the mail is up again, and the customer has the confirmation
`;

const demo = (args: readonly string[], env: Readonly<Record<string, string>>): string =>
  withoutIds(
    mustRun(shop, ['node', 'build/src/demo.js', ...stories, ...args], {
      PORT: '0',
      RETRY_DELAY: '100',
      ...env,
    }),
  );

const title = (database: string, transport: string): string =>
  `PetStore    http://localhost:<port>   database ${database}   transport ${transport}\n`;

describe('the PetStore of the packed tarball', () => {
  test('tells its stories in memory and an embedded database', () => {
    const output = demo([], { DATA_FOLDER: join(shop, 'data') });
    expect(output).toBe(title('embedded', 'memory') + told);
  }, 240_000);

  test('passes its own tests, on the transports that there are', () => {
    const [kafka, amqp] = [kafkaBrokers()?.join(','), amqpUrl()];
    mustRun(shop, ['npm', 'test'], {
      ...(kafka !== undefined && { KAFKA_BROKERS: kafka }),
      ...(amqp !== undefined && { AMQP_URL: amqp }),
    });
  }, 240_000);

  const databaseUrl = databaseUrlOrFail() ?? '';
  describe.skipIf(databaseUrl === '')('on PostgreSQL', () => {
    const schema = `petstore_${randomBytes(6).toString('hex')}`;
    const pool = new Pool({ connectionString: databaseUrl });
    const DATABASE_URL = `${databaseUrl}?options=-c%20search_path%3D${schema}`;

    beforeAll(() => pool.query(`create schema ${schema}`));
    afterAll(async () => {
      await pool.query(`drop schema ${schema} cascade`);
      await pool.end();
    });

    describeAmqp('and RabbitMQ', (AMQP_URL) => {
      test('tells the same stories', () => {
        const output = demo(['--transport', 'amqp'], { DATABASE_URL, AMQP_URL });
        expect(output).toBe(title('PostgreSQL', 'amqp') + told);
      }, 240_000);
    });

    describeKafka('and Kafka, domain events as well', (brokers) => {
      test('tells the same stories', () => {
        const env = { DATABASE_URL, KAFKA_BROKERS: brokers.join(',') };
        const output = demo(['--transport', 'kafka', '--domain-bus', 'kafka'], env);
        expect(output).toBe(title('PostgreSQL', 'kafka') + told);
      }, 240_000);
    });
  });
});
