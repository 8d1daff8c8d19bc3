import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  amqpUrl,
  databaseUrlOrFail,
  describeAmqp,
  describeKafka,
  kafkaBrokers,
} from '../brokers/available.js';
import { ownKafka, ownVhost } from './brokers.js';
import type { OwnBroker } from './brokers.js';
import { emptyDatabase } from './database.js';
import { initProject, mustRun, pack, withoutIds } from './project.js';
import type { Packed } from './project.js';

let packed: Packed;
let shop: string;
/** One of each kind that there is. */
let brokers: readonly OwnBroker[];

const envOf = (...transports: readonly string[]): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...brokers.filter((one) => transports.includes(one.transport)).map(({ env }) => env),
  ) as Readonly<Record<string, string>>;

beforeAll(async () => {
  const [kafka, rabbit] = [kafkaBrokers(), amqpUrl()];
  brokers = await Promise.all([
    ...(kafka === undefined ? [] : [ownKafka(12_030)]),
    ...(rabbit === undefined ? [] : [ownVhost(rabbit)]),
  ]);
  packed = pack();
  shop = initProject(packed.tarball, '--sample', 'petstore');
  mustRun(shop, ['npm', 'run', 'build']);
}, 300_000);

afterAll(async () => {
  await Promise.all(brokers.map((broker) => broker.remove()));
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
  test('switch: tells its stories in memory and an embedded database, without a server', () => {
    const output = demo([], { DATA_FOLDER: join(shop, 'data') });
    expect(output).toBe(title('embedded', 'memory') + told);
  }, 240_000);

  test('flow: passes its own tests, on the transports that there are', () => {
    mustRun(shop, ['npm', 'test'], envOf('kafka', 'amqp'));
  }, 240_000);

  const server = databaseUrlOrFail() ?? '';
  describe.skipIf(server === '')('on PostgreSQL', () => {
    let database: { readonly url: string; readonly drop: () => Promise<void> };

    beforeAll(async () => {
      database = await emptyDatabase(server);
    });
    afterAll(() => database.drop());

    const tell = (transport: string, ...args: readonly string[]): string =>
      demo(['--transport', transport, ...args], {
        DATABASE_URL: database.url,
        ...envOf(transport),
      });

    describeAmqp('and RabbitMQ', () => {
      test('switch: tells the same stories over RabbitMQ', () => {
        expect(tell('amqp')).toBe(title('PostgreSQL', 'amqp') + told);
      }, 240_000);
    });

    describeKafka('and Kafka, domain events as well', () => {
      test('switch: tells the same stories over Kafka', () => {
        expect(tell('kafka', '--domain-bus', 'kafka')).toBe(title('PostgreSQL', 'kafka') + told);
      }, 240_000);
    });
  });
});
