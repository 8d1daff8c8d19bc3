import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseUrlOrFail, describeAmqp, describeKafka } from '../brokers/available.js';
import { report, rounds, soak } from '../faults/harness/schedule.js';
import { inProject } from '../support/paths.js';
import { ownKafka, ownVhost } from './brokers.js';
import type { OwnBroker } from './brokers.js';
import { builtSample } from './built-sample.js';
import type { BuiltSample } from './built-sample.js';
import { emptyDatabase } from './database.js';
import { Fleet, freePort } from './fleet.js';
import { ada, Visitor } from './visitor.js';

const server = databaseUrlOrFail() ?? '';

/** Where a process dies; see `dying.mjs`. */
interface Death {
  readonly DIES_ON: string;
  readonly DIES: 'now' | 'commit' | 'committed';
}

/** Before the transaction ends, and after it, when nobody has been told yet. */
const around = (...patterns: readonly string[]): readonly Death[] =>
  patterns.flatMap((DIES_ON) => [
    { DIES_ON, DIES: 'commit' },
    { DIES_ON, DIES: 'committed' },
  ]);

const steps = ['reserve-pet', 'charge-fee', 'issue-certificate', 'schedule-vet-appointment'];
const ordered = (step: string, undo: boolean): string =>
  `update adoptions[^]*"pending\\\\*":\\{\\\\*"step\\\\*":\\\\*"${step}\\\\*",\\\\*"undo\\\\*":${undo}`;
const mark = { DIES_ON: 'set published_at', DIES: 'now' } as const;

/** Each service that takes part in an adoption, and each place in it where its process may die. */
const deaths: Readonly<Record<string, readonly Death[]>> = {
  // The order to reserve is written where the adoption is accepted; the customer is not answered.
  api: [
    { DIES_ON: 'into adoptions', DIES: 'committed' },
    { DIES_ON: 'into adoptions', DIES: 'now' },
    mark,
    { DIES_ON: 'into event_outbox[^]*ReservePet', DIES: 'now' },
    { DIES_ON: 'into adoptions', DIES: 'commit' },
  ],
  adoptions: [
    ...around(...[...steps.slice(1), 'adopt-pet'].map((step) => ordered(step, false))),
    ...around('update adoptions[^]*"completed"', 'update adoptions[^]*"failed"'),
    ...around(...steps.slice(0, 3).map((step) => ordered(step, true))),
    mark,
  ],
  'pets,projections,analytics': [
    ...around('into events[^]*PetReserved', 'into events[^]*PetAdopted'),
    ...around('into events[^]*PetReleased', 'into event_outbox[^]*PetAdopted'),
    mark,
  ],
  partners: [
    ...around(`into partner_work[^]*'done'[^]*"fee"`, `into partner_work[^]*'done'[^]*"visit"`),
    ...around(`into partner_work[^]*'undone'[^]*"fee"`),
    mark,
  ],
  certificates: around(`into certificates[^]*'issued'`, `into certificates[^]*'revoked'`),
};

const open = `select count(*) from adoptions where status not in ('completed', 'failed')`;

/** So many of them, spread over all. */
const some = (all: readonly Death[], count: number): readonly Death[] =>
  all.filter(
    (_, n) => Math.floor((n * count) / all.length) !== Math.floor(((n - 1) * count) / all.length),
  );

const cases = (openBroker: () => Promise<OwnBroker>, few: number): void => {
  let [broker, sample]: [OwnBroker?, BuiltSample?] = [];
  let database: { readonly url: string; readonly drop: () => Promise<void> };
  let pool: Pool;
  let fleet: Fleet;
  let visitor: Visitor;
  let left = 0;
  let kills = 0;
  const ordered = new Set<string>();

  beforeAll(async () => {
    [broker, sample, database] = await Promise.all([
      openBroker(),
      builtSample(),
      emptyDatabase(server),
    ]);
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    const port = String(await freePort());
    visitor = new Visitor(`http://localhost:${port}`);
    const at = { DATABASE_URL: database.url, PORT: port, API_URL: visitor.url };
    const quick = { CERTIFICATE_TIME: '20', STEP_TIMEOUT: '10000' };
    const env = { ...broker.env, ...at, ...quick };
    fleet = new Fleet({ sample, transport: broker.transport, env });
  }, 240_000);
  afterAll(async () => {
    await fleet.end();
    await pool.end();
    await database.drop();
    await broker?.remove();
    sample?.remove();
  });

  const count = async (select: string): Promise<number> =>
    Number((await pool.query<{ count: string }>(select)).rows[0]?.count);

  /** Starts a service anew as often as it is killed, and for good in the end. */
  const haunt = async (only: string, all: readonly Death[]): Promise<void> => {
    const preload = ['--import', inProject('test/sample/dying.mjs')];
    for (const death of all) {
      const { ended, errors } = fleet.launch(only, { ...death }, preload);
      const { signal } = await ended;
      expect(signal, `${only}: ${errors.join('')}`).toBe('SIGKILL');
      kills += 1;
      left -= 1;
    }
    await fleet.start(only);
  };

  /** Adoptions one after the other while anybody is still to be killed; the vet has no time at times. */
  const adopt = async (mine: number): Promise<void> => {
    for (let n = 0; left > 0; n += 1) {
      if (mine === 0) await visitor.insist('/api/switches', { vet: n % 2 === 0 });
      const pet = { name: `Pet ${mine} ${n}`, species: 'cat' };
      const { petId } = await visitor.insist('/api/commands/register-pet', pet);
      const { adoptionId } = await visitor.insist('/api/adoptions', { petId, customerId: ada });
      ordered.add(String(adoptionId));
      const mineOpen = `${open} and id = '${String(adoptionId)}'`;
      await expect.poll(() => count(mineOpen), { timeout: 300_000, interval: 50 }).toBe(0);
    }
  };

  test(
    'S1: processes are killed at each step: an adoption is completed or compensated, never half',
    async () => {
      await fleet.start('email,shelter,webhooks');
      const plans = Object.entries(deaths).map(
        ([only, all]) =>
          [only, some(all, rounds(Math.ceil((few * all.length) / 20), 1_000))] as const,
      );
      left = plans.reduce((sum, [, all]) => sum + all.length, 0);
      const haunted = plans.map(([only, all]) => haunt(only, all));
      await Promise.all([...haunted, adopt(0), adopt(1), adopt(2)]);
      await visitor.post('/api/switches', { vet: true });

      await expect.poll(() => count(open), { timeout: 180_000, interval: 200 }).toBe(0);
      // An order that was repeated until somebody lived to answer it is one adoption.
      expect(await count('select count(*) from adoptions')).toBe(ordered.size);
      const completed = await count(`select count(*) from adoptions where status = 'completed'`);
      const failed = await count(`select count(*) from adoptions where status = 'failed'`);
      report('S1', { kills, completed, failed });
      const mails = 'select count(*) from mailbox';
      await expect
        .poll(() => count(mails), { timeout: 120_000, interval: 200 })
        .toBe(2 * completed);
      // All of it for those that are completed, and nothing for the others.
      const whole = `select a.id from adoptions a where a.status = 'completed' and not (
          (select count(*) from events where type = 'PetAdopted' and data->>'adoptionId' = a.id::text) = 1
          and exists (select from certificates c where c.adoption_id = a.id and c.state = 'issued')
          and (select count(*) from partner_work w where w.adoption_id = a.id and w.state = 'done') = 2)`;
      expect((await pool.query(whole)).rows).toEqual([]);
      const none = `select a.id from adoptions a where a.status = 'failed' and (
          exists (select from events where type = 'PetAdopted' and data->>'adoptionId' = a.id::text)
          or exists (select from certificates c where c.adoption_id = a.id and c.state = 'issued')
          or exists (select from partner_work w where w.adoption_id = a.id and w.state = 'done'))`;
      expect((await pool.query(none)).rows).toEqual([]);
      // A pet is free after it was given up: no reservation stays behind.
      const last = `select distinct on (stream) stream, type from events
        where type in ('PetReserved', 'PetReleased', 'PetAdopted') order by stream, version desc`;
      const reserved = `select count(*) from (${last}) as l where type = 'PetReserved'`;
      expect(await count(reserved)).toBe(0);
      const parked = 'select count(*) from event_outbox where parked_at is not null';
      expect(await count(parked)).toBe(0);
    },
    soak ? 1_800_000 : 540_000,
  );
};

describe.skipIf(server === '')('the PetStore under kill -9', () => {
  describeAmqp('on RabbitMQ', (url) => cases(() => ownVhost(url), 5));
  // A killed consumer is missed by Kafka only after half a minute.
  if (soak) describeKafka('on Kafka', () => cases(() => ownKafka(12_070), 5));
});
