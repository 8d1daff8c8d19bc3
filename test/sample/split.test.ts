import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseUrlOrFail, describeAmqp, describeKafka } from '../brokers/available.js';
import { report } from '../faults/harness/schedule.js';
import { ownKafka, ownVhost } from './brokers.js';
import type { OwnBroker } from './brokers.js';
import { builtSample } from './built-sample.js';
import type { BuiltSample } from './built-sample.js';
import { emptyDatabase } from './database.js';
import { Fleet, freePort } from './fleet.js';
import { ada, Visitor } from './visitor.js';

/**
 * Steps do not time out, so that one message that is lost leaves its adoption open. The order to confirm
 * waits for PetAdopted, which waits for `pets`: it has to come again, and for longer than that takes.
 */
const patience = { STEP_TIMEOUT: '600000', RETRY_DELAY: '3000' };
/** Adoptions that are open at once, at most. */
const atOnce = 12;
const server = databaseUrlOrFail() ?? '';

/** @param stalls whether a group stands still for long when one of its members is killed */
const cases = (openBroker: () => Promise<OwnBroker>, stalls: boolean): void => {
  let [broker, sample, database]: [OwnBroker?, BuiltSample?, { drop: () => Promise<void> }?] = [];
  let pool: Pool;
  let fleet: Fleet;
  let visitor: Visitor;

  beforeAll(async () => {
    [broker, sample] = await Promise.all([openBroker(), builtSample()]);
    const own = await emptyDatabase(server);
    database = own;
    pool = new Pool({ connectionString: own.url });
    pool.on('error', () => undefined);
    const port = await freePort();
    visitor = new Visitor(`http://localhost:${port}`);
    const at = { DATABASE_URL: own.url, PORT: String(port), API_URL: visitor.url };
    const env = { ...broker.env, ...at, ...patience };
    fleet = new Fleet({ sample, transport: broker.transport, env });
  });
  afterAll(async () => {
    await fleet.end();
    await pool.end();
    await database?.drop();
    await broker?.remove();
    sample?.remove();
  });

  const count = async (select: string): Promise<number> =>
    Number((await pool.query<{ count: string }>(select)).rows[0]?.count);

  const open = `select count(*) from adoptions where status not in ('completed', 'failed')`;
  const handled = 'select count(*) from processed_events';
  const ordered: string[] = [];

  /** Orders adoptions as long as `goesOn`, and keeps some of them open. */
  const customer = async (goesOn: () => boolean): Promise<void> => {
    while (goesOn()) {
      const pet = { name: `P${ordered.length}`, species: 'cat' };
      const { petId } = await visitor.insist('/api/commands/register-pet', pet);
      const order = { petId, customerId: ada };
      ordered.push(String((await visitor.insist('/api/adoptions', order))['adoptionId']));
      await expect.poll(() => count(open), { timeout: 90_000 }).toBeLessThan(atOnce);
    }
  };

  test('split: each process is killed in turn under load: nothing is lost, nothing comes twice', async () => {
    const parts = [
      'pets,projections,analytics',
      ...Array.from({ length: 4 }, () => 'certificates'),
      'partners,email,shelter,webhooks',
      'api,adoptions',
    ];
    const processes = await Promise.all(
      parts.map(async (only) => ({ only, member: await fleet.start(only) })),
    );
    let kills = 0;
    const customers = [1, 2, 3].map(() => customer(() => kills < parts.length));
    for (const { only, member } of processes) {
      const before = kills === 0 || !stalls ? await count(handled) : -1;
      await expect.poll(() => count(handled), { timeout: 90_000 }).toBeGreaterThan(before);
      await fleet.kill(member);
      await fleet.start(only);
      kills += 1;
    }
    await Promise.all(customers);
    const completed = `select count(*) from adoptions where status = 'completed'`;
    await expect
      .poll(() => count(completed), { timeout: 180_000, interval: 200 })
      .toBe(ordered.length);
    const mails = 'select count(*) from mailbox';
    await expect
      .poll(() => count(mails), { timeout: 120_000, interval: 200 })
      .toBe(2 * ordered.length);
    expect(await figures()).toEqual({
      adoptions: ordered.length,
      adopted: ordered.length,
      certificates: ordered.length,
      works: 2 * ordered.length,
      announced: ordered.length,
      mails: 2 * ordered.length,
      parked: 0,
    });
    report('split', { processes: parts.length, kills, adoptions: ordered.length });
  }, 480_000);

  /** What came of the orders, all kinds of it. */
  const figures = async (): Promise<Readonly<Record<string, number>>> => ({
    adoptions: await count('select count(*) from adoptions'),
    adopted: await count(`select count(*) from events where type = 'PetAdopted'`),
    certificates: await count(`select count(*) from certificates where state = 'issued'`),
    works: await count(`select count(*) from partner_work where state = 'done'`),
    announced: await count(
      `select count(*) from event_outbox where event_type = 'AdoptionCompleted'`,
    ),
    mails: await count('select count(*) from mailbox'),
    parked: await count('select count(*) from event_outbox where parked_at is not null'),
  });
};

describe.skipIf(server === '')('the PetStore in seven processes', () => {
  describeAmqp('over RabbitMQ', (url) => cases(() => ownVhost(url), false));
  describeKafka('over Kafka', () => cases(() => ownKafka(12_010), true));
});
