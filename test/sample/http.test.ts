import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ada, grace } from './visitor.js';
import type { Adoption } from './visitor.js';
import { Shop, soon } from './shop.js';

const north = '5e4d3c2b-1a0f-4e9d-8c7b-6a5f4e3d2c1b';
const south = '6f5e4d3c-2b1a-4f0e-9d8c-7b6a5f4e3d2c';

interface Event {
  readonly type: string;
  readonly version: number;
  readonly at: string;
  readonly correlationId: string;
}

// A busy machine is no fault.
vi.setConfig({ testTimeout: 120_000 });

describe('the HTTP API of the PetStore', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());

  const expectError = (answer: { status: number; body: object }, status: number, code: string) =>
    expect({ status: answer.status, ...answer.body }).toMatchObject({ status, code });
  const statusOf = (id: string) => shop.get<Adoption>(`/api/adoptions/${id}/status`);

  test('api: a command is answered at once: done, invalid, unknown, refused or too late', async () => {
    const { petId, version } = await shop.register('Minka');
    expect(version).toBe(1);
    const post = (name: string, body: object, headers = {}) =>
      shop.post(`/api/commands/${name}`, body, headers);

    const invalid = await post('register-pet', { species: 'dragon', age: -1 });
    expectError(invalid, 400, 'invalid');
    for (const part of ['name', 'species', 'age']) expect(invalid.body['error']).toContain(part);
    const headers = { 'content-type': 'application/json' };
    const broken = { method: 'POST', headers, body: '{"name":' };
    expectError(await shop.ask('/api/commands/register-pet', broken), 400, 'invalid');
    expectError(await post('register-pet', []), 400, 'invalid');

    const nobody = { petId: randomUUID(), newName: 'Nobody' };
    expectError(await post('rename-pet', nobody), 404, 'pet-not-found');
    expectError(await shop.get(`/api/pets/${randomUUID()}`), 404, 'not-found');
    expectError(await shop.get('/api/pets/minka'), 404, 'not-found');
    expectError(await shop.get('/api/nothing'), 404, 'not-found');

    const early = await post('return-pet', { petId, reason: 'too loud' });
    expectError(early, 400, 'pet-not-adopted');
    const rename = { petId, newName: 'Minki' };
    expectError(await post('rename-pet', rename, { 'if-match': '"7"' }), 409, 'version-conflict');
    expectError(await post('rename-pet', rename, { 'if-match': 'seven' }), 400, 'invalid');
    const fits = await post('rename-pet', rename, { 'if-match': '"1"' });
    expect(fits.body).toMatchObject({ success: true, petId, version: 2 });
  });

  test('api: a repeated order gets the first answer, and is done once', async () => {
    const key = { 'idempotency-key': 'a pet, please' };
    const order = () =>
      shop.post('/api/commands/register-pet', { name: 'Twin', species: 'rabbit' }, key);
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, order));
    for (const { body } of others) expect(body).toEqual(first?.body);
    const twins = `select count(*)::integer as n from events where data->>'name' = 'Twin'`;
    expect(await shop.rows(twins)).toEqual([{ n: 1 }]);

    const { petId } = await shop.register('Once');
    const adopt = () => shop.post('/api/adoptions', { petId, customerId: ada }, key);
    const [one, other] = [await adopt(), await adopt()];
    expect(other.body['adoptionId']).toBe(one.body['adoptionId']);
  });

  test('queries: pets that wait, longest first, twenty at most, by species and age', async () => {
    const birds: string[] = [];
    for (let n = 0; n < 22; n += 1) {
      const more = { species: 'bird', age: n % 2, shelterId: n === 0 ? south : north };
      birds.push((await shop.register(`Bird ${n}`, more)).petId);
    }
    const last = await shop.register('Bird 22', { species: 'bird' });
    await shop.settled();
    const list = (query: string) =>
      shop.get<{ id: string; shelter_name: string; days_available: number }[]>(
        `/api/queries/available-pets?species=bird&after=${last.position}${query}`,
      );
    const { body: all } = await list('');
    expect(all.map(({ id }) => id)).toEqual(birds.slice(0, 20));
    expect(all[0]).toMatchObject({ shelter_name: 'Second Chance', days_available: 0 });
    const { body: young } = await list('&maxAge=0');
    expect(young.map(({ id }) => id)).toEqual(birds.filter((_, n) => n % 2 === 0));
    expectError(await list('&maxAge=old'), 400, 'invalid');
    expectError(await shop.get('/api/queries/available-pets?species=dragon'), 400, 'invalid');
  });

  test('queries: search by part of the name, species, status and region; details of one', async () => {
    const rex = await shop.register('Rex of %_', { shelterId: south, species: 'dog' });
    const cat = await shop.register('Rexana', { shelterId: north });
    await shop.command('vaccinate-pet', { petId: rex.petId, vaccine: 'rabies' });
    const { position } = await shop.command('adopt-pet', { petId: rex.petId, customerId: ada });
    await shop.settled();
    const search = async (query: string) => {
      const path = `/api/queries/search-pets?${query}&after=${position}`;
      return (await shop.get<{ id: string }[]>(path)).body.map(({ id }) => id);
    };
    expect(await search('q=rEx')).toEqual([rex.petId, cat.petId]);
    expect(await search('q=%25_')).toEqual([rex.petId]);
    expect(await search('q=rex&species=cat')).toEqual([cat.petId]);
    expect(await search('q=rex&status=adopted')).toEqual([rex.petId]);
    expect(await search('q=rex&region=north')).toEqual([cat.petId]);
    const details = await shop.get(`/api/pets/${rex.petId}?after=${position}`);
    expect(details.body).toMatchObject({
      name: 'Rex of %_',
      status: 'adopted',
      version: 3,
      vaccinations: [{ vaccine: 'rabies' }],
    });
    const customer = await shop.get(`/api/customers/${ada}`);
    expect(customer.body).toEqual({ name: 'Ada Example', email: 'ada@example.com' });
  });

  test('status: accepted at once under a URL that tells the whole state until the end', async () => {
    const { petId } = await shop.register('Oskar');
    const accepted = await shop.post('/api/adoptions', { petId, customerId: ada });
    const { adoptionId, statusUrl } = accepted.body;
    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({ status: 'processing' });
    expect(statusUrl).toBe(`/api/adoptions/${String(adoptionId)}/status`);
    expect(accepted.headers.get('location')).toBe(statusUrl);
    expect(accepted.headers.get('retry-after')).toBe('1');
    // No event has to arrive first: it is the saga's own row.
    expect((await statusOf(String(adoptionId))).status).toBe(200);
    const done = await shop.followed(String(adoptionId));
    expect(done.status).toBe('completed');
    expect(done.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'reserve-pet done',
      'charge-fee done',
      'issue-certificate done',
      'schedule-vet-appointment done',
      'adopt-pet done',
    ]);
    const certificate = await fetch(done.certificateUrl ?? '');
    expect(await certificate.text()).toContain('certifies that a pet has a home');
    expectError(await statusOf(randomUUID()), 404, 'not-found');
  });

  test('status: what failed, why, and what was undone', async () => {
    await shop.post('/api/switches', { vet: false });
    const { petId } = await shop.register('Quirin');
    const failed = await shop.followed(await shop.order(petId));
    await shop.post('/api/switches', { vet: true });
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'no-appointment' } });
    expect(failed.certificateUrl).toBeUndefined();
    expect(failed.steps.map(({ state }) => state)).toEqual([
      'undone',
      'undone',
      'undone',
      'failed',
      'waiting',
    ]);
    const refused = await shop.followed(await shop.order(randomUUID()));
    expect(refused).toMatchObject({ status: 'failed', failure: { code: 'pet-not-found' } });
  });

  test('history: returned and adopted again, told in order; the pet as it was at each moment', async () => {
    const { petId } = await shop.register('Luna');
    await shop.followed(await shop.order(petId, ada));
    await shop.command('return-pet', { petId, reason: 'allergies' });
    await shop.followed(await shop.order(petId, grace));
    const { body: events } = await shop.get<Event[]>(`/api/queries/adoption-history/${petId}`);
    expect(events.map(({ type, version }) => `${version} ${type}`)).toEqual([
      '1 PetRegistered',
      '2 PetReserved',
      '3 PetAdopted',
      '4 PetReturned',
      '5 PetReserved',
      '6 PetAdopted',
    ]);
    for (const { correlationId } of events) expect(correlationId).not.toBe('');
    const statuses = await Promise.all(
      events.map(async ({ at }) => {
        const { body } = await shop.get<{ status: string; version: number }>(
          `/api/pets/${petId}?at=${at}`,
        );
        return `${body.version} ${body.status}`;
      }),
    );
    // `at` is in whole milliseconds, in which the event itself need not have happened yet.
    const wanted = ['available', 'reserved', 'adopted', 'available', 'reserved', 'adopted'];
    for (const [index, told] of statuses.entries()) {
      const before = index === 0 ? 'undefined undefined' : `${index} ${String(wanted[index - 1])}`;
      expect([before, `${index + 1} ${String(wanted[index])}`]).toContain(told);
    }
    expectError(await shop.get(`/api/pets/${petId}?at=2020-01-01T00:00:00Z`), 404, 'not-found');
    expectError(await shop.get(`/api/pets/${petId}?at=yesterday`), 400, 'invalid');
    expectError(await shop.get(`/api/queries/adoption-history/${randomUUID()}`), 404, 'not-found');
  });

  test('store: what happened cannot be changed, deleted or emptied away', async () => {
    await shop.register('Stone');
    for (const change of [
      `update events set data = '{}'`,
      'delete from events',
      'truncate events',
      'truncate table events cascade',
    ]) {
      await expect(shop.db.query(change)).rejects.toThrow('stored events never change');
    }
  });

  test('pressure: while too much waits to be sent, writes are told to come again; reads are not', async () => {
    await shop.settled();
    await shop.db.query(
      `insert into event_outbox
         (message_id, event_type, address, shard, headers, payload, envelope, next_attempt_at)
       select 'pressure-' || n, 'PetAvailable', 'pet.available', 0, '{}', '', '{}', 'infinity'
       from generate_series(1, 1000) n`,
    );
    const write = () => shop.post('/api/commands/register-pet', { name: 'Later', species: 'cat' });
    const busy = await write();
    expectError(busy, 503, 'busy');
    expect(busy.headers.get('retry-after')).toBe('2');
    expect((await shop.post('/api/adoptions', {})).status).toBe(503);
    expect((await shop.get('/api/queries/available-pets')).status).toBe(200);
    const redrive = await shop.post('/api/dead-letters/redrive', { queue: 'email' });
    expect(redrive.status).toBe(202);
    await shop.db.query(`delete from event_outbox where message_id = 'pressure-1'`);
    expect((await write()).status).toBe(200);
    await shop.db.query(`delete from event_outbox where message_id like 'pressure-%'`);
  });

  test('health: what each part has done, how far it lags, and what stands still', async () => {
    await shop.settled();
    interface Health {
      readonly status: string;
      readonly outbox: object;
      readonly projections: readonly { readonly name: string }[];
      readonly consumers: readonly { readonly name: string }[];
    }
    const health = async (): Promise<Health> => (await shop.get<Health>('/health')).body;
    const well = await health();
    expect(well).toMatchObject({
      status: 'ok',
      database: 'embedded',
      transport: { kind: 'memory', status: 'ready', deadLettered: 0 },
      outbox: { waiting: 0, parked: 0 },
    });
    for (const projection of well.projections) expect(projection).toMatchObject({ lag: 0, age: 0 });
    expect(well.projections.map(({ name }) => name).sort()).toEqual([
      'available_pets',
      'domain-bus',
      'integration-events',
      'pet_details',
      'pet_search',
    ]);
    const pets = well.consumers.find(({ name }) => name === 'pets');
    expect(pets).toMatchObject({ inFlight: 0, retries: 0 });
    expect(pets).toHaveProperty('handled');
    // A follower that cannot go on says why, and by how much it is behind.
    await shop.db.query('alter table pet_search rename to pet_search_gone');
    const { petId } = await shop.register('Unseen');
    await expect.poll(health, soon).toMatchObject({
      status: 'degraded',
      projections: expect.arrayContaining([
        expect.objectContaining({
          name: 'pet_search',
          lag: 1,
          failure: expect.stringContaining('pet_search') as unknown,
        }),
      ]) as unknown,
    });
    await shop.db.query('alter table pet_search_gone rename to pet_search');
    await expect.poll(health, soon).toMatchObject({ status: 'ok' });
    await shop.expectRows(
      'select name from pet_search where id = $1',
      [{ name: 'Unseen' }],
      [petId],
    );
    // A message that cannot be sent is parked.
    await shop.db.query(
      `insert into event_outbox
         (message_id, event_type, address, shard, headers, payload, envelope, parked_at)
       values ('parked', 'PetAvailable', 'pet.available', 0, '{}', '', '{}', now())`,
    );
    expect(await health()).toMatchObject({ status: 'degraded', outbox: { parked: 1 } });
    expect(await shop.rows(`delete from event_outbox where message_id = 'parked'`)).toEqual([]);
  });
});
