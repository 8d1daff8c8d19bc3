import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { databaseUrlOrFail, describeAmqp } from '../brokers/available.js';
import { ownVhost } from './brokers.js';
import type { OwnVhost } from './brokers.js';
import { builtSample } from './built-sample.js';
import type { BuiltSample } from './built-sample.js';
import { emptyDatabase } from './database.js';
import { Fleet, freePort } from './fleet.js';
import type { Member } from './fleet.js';
import { soon } from './shop.js';
import { ada, Visitor } from './visitor.js';

vi.setConfig({ testTimeout: 180_000 });

const server = databaseUrlOrFail() ?? '';

const cases = (url: string): void => {
  let [broker, sample]: [OwnVhost?, BuiltSample?] = [];
  let database: { readonly url: string; readonly drop: () => Promise<void> };
  let pool: Pool;
  let fleet: Fleet;
  let visitor: Visitor;
  let pets: Member;
  let api: Member;
  const workers: Member[] = [];
  const open = () => {
    if (broker === undefined || sample === undefined) throw new Error('not open');
    return { broker, sample };
  };

  beforeAll(async () => {
    [broker, sample, database] = await Promise.all([
      ownVhost(url),
      builtSample(),
      emptyDatabase(server),
    ]);
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    const port = String(await freePort());
    visitor = new Visitor(`http://localhost:${port}`);
    const at = { DATABASE_URL: database.url, PORT: port, API_URL: visitor.url };
    const env = { ...broker.env, ...at, CERTIFICATE_TIME: '300', STEP_TIMEOUT: '60000' };
    fleet = new Fleet({ sample, transport: 'amqp', env });
    pets = await fleet.start('pets,projections,analytics');
    const rest = 'api,adoptions,partners,email,shelter,webhooks';
    api = await fleet.start(rest, { LOG_LEVEL: 'info' });
    for (let n = 0; n < 4; n += 1) workers.push(await fleet.start('certificates'));
  });
  afterAll(async () => {
    await fleet.end();
    await pool.end();
    await database.drop();
    await broker?.remove();
    sample?.remove();
  });

  const select = async <Row>(query: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query(query, values)).rows as Row[];
  /** `npm run ops`, as a person types it. */
  const ops = async (...args: readonly string[]) => {
    const { folder } = open().sample;
    const env = { ...process.env, DATABASE_URL: database.url, API_URL: visitor.url };
    const child = spawn(process.execPath, ['build/src/ops.js', ...args], { cwd: folder, env });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { stdout, stderr, code: code as number };
  };
  test('compete: four workers share the slow step, one is killed, nobody waits for it and nothing is done twice', async () => {
    const consumersOf = async () => {
      const all = await open().broker.list('consumers', 'queue_name', 'prefetch_count');
      return all.filter((one) => one['queue_name'] === 'certificates.commands');
    };
    const one = { queue_name: 'certificates.commands', prefetch_count: 1 };
    expect(await consumersOf()).toEqual([one, one, one, one]);
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      ids.push(await visitor.order((await visitor.register(`Pup ${n}`)).petId));
    }
    const [worker] = workers;
    if (worker !== undefined) await fleet.kill(worker);
    for (const id of ids) expect((await visitor.followed(id)).status).toBe('completed');
    expect(await consumersOf()).toEqual([one, one, one]);
    const made = `select count(*)::integer as n from certificates where state = 'issued'`;
    expect(await select(made)).toEqual([{ n: 12 }]);
  });

  test('api: no answer in five seconds is said to be none, and the same order again is done once', async () => {
    await fleet.kill(pets);
    const key = { 'idempotency-key': 'patience' };
    const order = () =>
      visitor.post('/api/commands/register-pet', { name: 'Patience', species: 'cat' }, key);
    const late = await order();
    expect(late).toMatchObject({ status: 504, body: { code: 'no-answer' } });
    pets = await fleet.start('pets,projections,analytics');
    await expect.poll(async () => (await order()).status, soon).toBe(200);
    const stored = `select type from events where data->>'name' = 'Patience'`;
    expect(await select(stored)).toEqual([{ type: 'PetRegistered' }]);
  });

  test('ryw: a query that is told of a change waits for it, not for ever; without it, it answers at once', async () => {
    const blocker = new Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query(`select pg_advisory_lock(hashtext('follower pet_details'))`);
    const { petId, position } = await visitor.register('Nora');
    const behind = await visitor.get(`/api/pets/${petId}?after=${position}`);
    expect(behind).toMatchObject({ status: 503, body: { code: 'not-caught-up' } });
    expect(behind.headers.get('retry-after')).toBe('1');
    expect((await visitor.get(`/api/pets/${petId}`)).status).toBe(404);
    expect((await visitor.get(`/api/pets/${petId}?after=soon`)).status).toBe(400);
    await blocker.end();
    const caughtUp = async () => (await visitor.get(`/api/pets/${petId}?after=${position}`)).status;
    await expect.poll(caughtUp, soon).toBe(200);
    // Its own change is in every model that it asks.
    const { position: renamed } = await visitor.command('rename-pet', { petId, newName: 'Norah' });
    const named = async () =>
      (await visitor.get<object[]>(`/api/queries/search-pets?q=norah&after=${renamed}`)).body;
    await expect.poll(named, soon).toMatchObject([{ id: petId, name: 'Norah' }]);
  });

  test('trace: one id from the request through events, messages and the log; each message names its cause', async () => {
    const headers = { 'x-correlation-id': 'find-me' };
    const { petId } = await visitor.register('Ole');
    const order = { petId, customerId: ada };
    const accepted = await visitor.post<{ adoptionId: string }>('/api/adoptions', order, headers);
    expect(accepted.headers.get('x-correlation-id')).toBe('find-me');
    const { adoptionId } = accepted.body;
    expect((await visitor.followed(adoptionId)).status).toBe('completed');
    const ofEvents = `select type, metadata->>'correlationId' as id from events
      where stream = $1 and version > 1 order by version`;
    expect(await select(ofEvents, [`pet-${petId}`])).toEqual([
      { type: 'PetReserved', id: 'find-me' },
      { type: 'PetAdopted', id: 'find-me' },
    ]);
    interface Sent {
      readonly message_id: string;
      readonly event_type: string;
      readonly correlation: string;
      readonly cause?: string;
    }
    const find = () =>
      select<Sent>(
        `select message_id, event_type, headers->>'correlation-id' as correlation,
           headers->>'causation-id' as cause
         from event_outbox where key in ($1, $2) and headers->>'correlation-id' = 'find-me'`,
        [petId, adoptionId],
      );
    const types = async () => [...new Set((await find()).map(({ event_type }) => event_type))];
    await expect
      .poll(async () => (await types()).sort(), soon)
      .toEqual([
        'AdoptPet',
        'AdoptionCompleted',
        'ChargeFee',
        'IssueCertificate',
        'PetAdopted',
        'ReservePet',
        'ScheduleVetAppointment',
        'SendConfirmationEmail',
        'ShelterNotified',
      ]);
    const sent = await find();
    // The first was caused by the request; all others by a message or an event of the same story.
    const causes = sent.filter(({ event_type }) => event_type !== 'ReservePet');
    for (const { cause, event_type } of causes) expect(cause, event_type).toMatch(/^[\da-f-]{36}$/);
    const adopted = sent.find(({ event_type }) => event_type === 'PetAdopted');
    const adopt = sent.find(({ event_type }) => event_type === 'AdoptPet');
    expect(adopted?.cause).toBe(adopt?.message_id);
    const told = sent.find(({ event_type }) => event_type === 'ShelterNotified');
    expect(told?.cause).toBe(adopted?.message_id);
    const lines = api.errors
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines.filter((line) => line['correlationId'] === 'find-me')).toContainEqual(
      expect.objectContaining({ method: 'POST', path: '/api/adoptions', status: 202 }),
    );
    const odd = await visitor.get('/health', { 'x-correlation-id': 'two words' });
    expect(odd.headers.get('x-correlation-id')).toMatch(/^[\da-f-]{36}$/);
  });

  test('ops: explain folds a history aloud, rebuild fills a model while the PetStore runs', async () => {
    const { petId } = await visitor.register('Kim');
    await visitor.command('rename-pet', { petId, newName: 'Kimba' });
    const { stdout: told } = await ops('explain', petId);
    expect(told.split('\n').map((line) => line.replace(/\d{4}-\S+Z/, 'then'))).toEqual([
      expect.stringMatching(/^1 {2}then {2}PetRegistered \{/),
      expect.stringMatching(/→ available {2}Kim /),
      expect.stringMatching(/^2 {2}then {2}PetNameChanged \{/),
      expect.stringMatching(/→ available {2}Kimba /),
      '',
    ]);
    expect(await ops('explain', unknownPet)).toMatchObject({ code: 2 });
    expect(await ops('fly')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('what to do?') as unknown,
    });

    await pool.query('delete from pet_search');
    const { rows: events } = await pool.query<{ n: number }>(
      'select count(*)::integer as n from events',
    );
    const { stdout: rebuilt } = await ops('rebuild', 'pet_search');
    expect(rebuilt).toBe(`pet_search holds what ${events[0]?.n} events say\n`);
    const found = await visitor.get<object[]>('/api/queries/search-pets?q=kimba');
    expect(found.body).toMatchObject([{ id: petId }]);
    expect(await ops('rebuild', 'moon')).toMatchObject({ code: 2 });
  });

  test('replay: the last day from the store fills a model anew, and a second time changes nothing', async () => {
    const trends = 'select * from adoption_trends order by day, species';
    const adopted = `select count(*)::integer as n from events where type = 'PetAdopted'`;
    const [{ n } = { n: 0 }] = await select<{ n: number }>(adopted);
    const facts = 'select count(*)::integer as n from adoption_facts';
    await expect.poll(() => select(facts), soon).toEqual([{ n }]);
    const before = await select(trends);
    const mails = await select('select * from mailbox order by id');
    await pool.query('delete from adoption_facts');
    const replay = ['replay', '--since', '24h', '--into', 'adoption-trends'];
    expect((await ops(...replay)).stdout).toMatch(`${n} of them new to adoption_trends`);
    expect(await select(trends)).toEqual(before);
    expect((await ops(...replay)).stdout).toMatch(/, 0 of them new to adoption_trends/);
    expect(await select('select * from mailbox order by id')).toEqual(mails);
    expect(await ops('replay', '--since', 'ever', '--into', 'adoption-trends')).toMatchObject({
      code: 2,
    });
  });

  test('faults: a dead letter on a broker is listed, sent again by hand, and then handled once', async () => {
    await visitor.post('/api/switches', { mail: false });
    const adoptionId = await visitor.order((await visitor.register('Paula')).petId);
    expect((await visitor.followed(adoptionId)).status).toBe('completed');
    interface Letter {
      readonly queue: string;
      readonly reason: string;
    }
    const letters = async () =>
      (JSON.parse((await ops('dead-letters')).stdout) as Letter[]).filter(
        ({ queue }) => queue === 'email',
      );
    await expect.poll(letters, soon).toHaveLength(2);
    for (const letter of await letters()) {
      expect(letter).toMatchObject({ reason: 'attempts-exhausted' });
    }
    await visitor.post('/api/switches', { mail: true });
    expect((await ops('redrive', 'email')).stdout).toBe('{"redriven":2}\n');
    const mails = 'select kind from mailbox where adoption_id = $1 order by kind';
    await expect
      .poll(() => select(mails, [adoptionId]), soon)
      .toEqual([{ kind: 'confirmation' }, { kind: 'welcome' }]);
    expect(await letters()).toEqual([]);
    expect(await ops('redrive', 'moon')).toMatchObject({ code: 2 });
  });
};

const unknownPet = '00000000-0000-4000-8000-000000000000';

describe.skipIf(server === '')('the PetStore in processes', () => {
  describeAmqp('over RabbitMQ', cases);
});
