import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseUrlOrFail, describeAmqp, describeKafka } from '../brokers/available.js';
import { ownKafka, ownVhost } from './brokers.js';
import type { OwnBroker } from './brokers.js';
import { builtSample } from './built-sample.js';
import type { BuiltSample } from './built-sample.js';
import { emptyDatabase } from './database.js';
import { Fleet, freePort } from './fleet.js';
import { ada, Visitor } from './visitor.js';

const adoptions = 12;
const server = databaseUrlOrFail() ?? '';

const cases = (open: () => Promise<OwnBroker>): void => {
  let [broker, sample, database]: [OwnBroker?, BuiltSample?, { drop: () => Promise<void> }?] = [];
  let pool: Pool;
  let fleet: Fleet;
  let visitor: Visitor;

  beforeAll(async () => {
    [broker, sample] = await Promise.all([open(), builtSample()]);
    const own = await emptyDatabase(server);
    database = own;
    pool = new Pool({ connectionString: own.url });
    pool.on('error', () => undefined);
    const port = await freePort();
    visitor = new Visitor(`http://localhost:${port}`);
    const env = { DATABASE_URL: own.url, PORT: String(port), API_URL: visitor.url };
    fleet = new Fleet({ sample, transport: broker.transport, env: { ...broker.env, ...env } });
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

  test('split: each adoption ends, and each work is done once, while processes are killed', async () => {
    let pets = await fleet.start('pets,projections');
    await fleet.start('partners,email,shelter,webhooks');
    const workers = await Promise.all([1, 2, 3, 4].map(() => fleet.start('certificates')));
    await fleet.start('api,adoptions');
    for (let n = 0; n < adoptions; n += 1) {
      const { petId } = await visitor.register(`P${n}`);
      await visitor.order(petId, ada);
    }
    if (workers[0] !== undefined) await fleet.kill(workers[0]);
    await fleet.kill(pets);
    pets = await fleet.start('pets,projections');
    const open = `select count(*) from adoptions where status not in ('completed', 'failed')`;
    await expect.poll(() => count(open), { timeout: 90_000, interval: 200 }).toBe(0);
    // A step that nobody answered in time is undone: completed or compensated, never half.
    const completed = await count(`select count(*) from adoptions where status = 'completed'`);
    expect(completed).toBeGreaterThan(0);
    const mails = 'select count(*) from mailbox';
    await expect.poll(() => count(mails), { timeout: 60_000, interval: 200 }).toBe(2 * completed);
    const adopted = `select count(*) from events e join adoptions a on a.id = (e.data->>'adoptionId')::uuid
      where e.type = 'PetAdopted' and a.status = 'completed'`;
    expect(await count(adopted)).toBe(completed);
    expect(await count(`select count(*) from events where type = 'PetAdopted'`)).toBe(completed);
    expect(await count(`select count(*) from certificates where state = 'issued'`)).toBe(completed);
    expect(await count(`select count(*) from partner_work where state = 'done'`)).toBe(
      2 * completed,
    );
  }, 240_000);
};

describe.skipIf(server === '')('the PetStore in seven processes', () => {
  describeAmqp('over RabbitMQ', (url) => cases(() => ownVhost(url)));
  describeKafka('over Kafka', () => cases(() => ownKafka(12_010)));
});
