import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createClient } from '../../templates/samples/petstore/src/generated/index.js';
import { append } from '../../templates/samples/petstore/src/kernel/event-store.js';
import { verify } from '../../templates/runtime/webhooks.js';
import { Shop, soon } from './shop.js';
import { ada } from './visitor.js';

const south = '6f5e4d3c-2b1a-4f0e-9d8c-7b6a5f4e3d2c';
const mails = 'select kind, subject from mailbox where adoption_id = $1 order by id';
const sentTypes = `select distinct event_type as type from event_outbox
  where event_type <> 'ShelterNotified' and (key = $1 or key = $2) order by 1`;
const now = (): string => new Date().toISOString();

// A busy machine is no fault.
vi.setConfig({ testTimeout: 120_000 });

describe('what the services of the PetStore say to each other', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open();
  });
  afterAll(() => shop.close());

  const client = () => createClient(shop.petstore.app.bus, { source: 'test' });
  /** An adoption that somebody else announces, with what it knows. */
  const announcement = (name: string, petVersion: number) => {
    const ids = { adoptionId: randomUUID(), petId: randomUUID(), customerId: ada };
    const pet = { petId: ids.petId, name, species: 'dog', shelterId: south } as const;
    const customer = { name: 'Ada Example', email: 'ada@example.com' };
    const details = { kind: 'AdoptionSnapshot', pet, petVersion, customer } as const;
    const payload = { ...ids, shelterId: south, timestamp: now(), details };
    return { type: 'PetAdoptedV2', payload } as const;
  };
  const complete = (adoptionId: string) =>
    client().publishAdoptionCompleted({
      adoptionId,
      certificateUrl: 'http://localhost/certificate',
      timestamp: now(),
    });

  test('join: the welcome package waits for two facts, whichever comes first, and is sent once', async () => {
    const first = announcement('Adam', 1);
    await complete(first.payload.adoptionId);
    expect(await shop.rows(mails, [first.payload.adoptionId])).toEqual([]);
    await client().publishPetAdopted(first);
    const welcome = (name: string) => [{ kind: 'welcome', subject: `Welcome package for ${name}` }];
    await shop.expectRows(mails, welcome('Adam'), [first.payload.adoptionId]);
    await complete(first.payload.adoptionId);

    const second = announcement('Eve', 1);
    // The certificate is there already, so that nobody else completes this adoption.
    const { adoptionId } = second.payload;
    await shop.db.query(`insert into certificates values ($1, 'issued', '')`, [adoptionId]);
    await client().publishPetAdopted(second);
    expect(await shop.rows(mails, [adoptionId])).toEqual([]);
    await complete(adoptionId);
    await shop.expectRows(mails, welcome('Eve'), [adoptionId]);
    await shop.settled();
    expect(await shop.rows(mails, [first.payload.adoptionId])).toEqual(welcome('Adam'));
  });

  test('inform: carried state is kept, and an older snapshot is dropped', async () => {
    const newer = announcement('New name', 5);
    const { adoptionId, petId } = newer.payload;
    await client().publishPetAdopted(newer);
    const older = announcement('Old name', 3);
    await client().publishPetAdopted({
      ...older,
      payload: { ...older.payload, adoptionId, petId },
    });
    await client().sendEmailCommand({ adoptionId, petId, customerId: ada });
    await expect
      .poll(() => shop.rows(mails, [adoptionId]), soon)
      .toContainEqual({ kind: 'confirmation', subject: 'New name is yours' });
  });

  test('inform: an order to write before anything is known waits for it, and is no failure', async () => {
    const { type, payload } = announcement('Late', 1);
    const { adoptionId, petId } = payload;
    const email = shop.petstore.app.consumers.find(({ name }) => name === 'email');
    const retries = () => email?.subscriptions[0]?.health().counters.retried;
    const ordered = client().sendEmailCommand({ adoptionId, petId, customerId: ada });
    await expect.poll(retries, soon).toBeGreaterThan(0);
    await client().publishPetAdopted({ type, payload });
    await ordered;
    await expect
      .poll(() => shop.rows(mails, [adoptionId]), soon)
      .toContainEqual({ kind: 'confirmation', subject: 'Late is yours' });
  });

  test('inform: PetAvailable only notifies, so the shelter asks where the pet lives', async () => {
    const { petId } = await shop.register('Whisper', { shelterId: south });
    const told = `select convert_from(payload, 'UTF8')::jsonb as body from event_outbox
      where key = $1 and event_type = $2`;
    const body = { petId, shelterId: south, region: 'south', news: 'available' };
    await shop.expectRows(told, [{ body }], [petId, 'ShelterNotified']);
    const [notice] = await shop.rows<{ body: object }>(told, [petId, 'PetAvailable']);
    expect(Object.keys(notice?.body ?? {}).sort()).toEqual(['petId', 'species', 'timestamp']);
  });

  test('seam: reserved, released, vaccinated and renamed stay inside; what leaves carries the state', async () => {
    await shop.post('/api/switches', { bank: false });
    const { petId } = await shop.register('Seam');
    await shop.command('vaccinate-pet', { petId, vaccine: 'rabies' });
    await shop.command('rename-pet', { petId, newName: 'Seamless' });
    await shop.followed(await shop.order(petId));
    await shop.post('/api/switches', { bank: true });
    const adoptionId = await shop.order(petId);
    await shop.followed(adoptionId);
    await shop.settled();
    const stored = 'select type from events where stream = $1 order by version';
    expect(
      (await shop.rows<{ type: string }>(stored, [`pet-${petId}`])).map(({ type }) => type),
    ).toEqual([
      'PetRegistered',
      'PetVaccinated',
      'PetNameChanged',
      'PetReserved',
      'PetReleased',
      'PetReserved',
      'PetAdopted',
    ]);
    // Commands and their replies left as well; of the events only these.
    const types = (await shop.rows<{ type: string }>(sentTypes, [petId, adoptionId])).map(
      ({ type }) => type,
    );
    expect(types.filter((type) => /^(Pet|Adoption)/.test(type))).toEqual([
      'AdoptionCompleted',
      'PetAdopted',
      'PetAvailable',
    ]);
    // No personal data in what is kept for ever; the snapshot is made on the way out.
    const kept = `select count(*)::integer as n from events
      where data::text ~* 'ada|example.com' or metadata::text ~* 'ada@|example.com'`;
    expect(await shop.rows(kept)).toEqual([{ n: 0 }]);
    const [sent] = await shop.rows<{ details: object }>(
      `select convert_from(payload, 'UTF8')::jsonb->'details' as details from event_outbox
       where event_type = 'PetAdopted' and key = $1`,
      [petId],
    );
    expect(sent?.details).toMatchObject({
      kind: 'AdoptionSnapshot',
      petVersion: 7,
      pet: { name: 'Seamless' },
      customer: { email: 'ada@example.com' },
    });
  });

  test('choreo: without a saga everybody reacts, and the certificate service completes it', async () => {
    const { petId } = await shop.register('Choreo', { shelterId: south });
    await shop.command('adopt-pet', { petId, customerId: ada });
    const details = async () =>
      (await shop.get<{ adoptionId?: string }>(`/api/pets/${petId}`)).body;
    await expect.poll(details, soon).toHaveProperty('adoptionId');
    const { adoptionId = '' } = await details();
    const welcome = { kind: 'welcome', subject: 'Welcome package for Choreo' };
    await shop.expectRows(mails, [welcome], [adoptionId]);
    await shop.settled();
    const certificate = await shop.get(`/certificates/${adoptionId}`);
    expect(certificate.body).toContain('certifies');
    expect(await shop.rows('select id from adoptions where id = $1', [adoptionId])).toEqual([]);
    const completed = `select headers->>'source' as source from event_outbox
      where event_type = 'AdoptionCompleted' and key = $1`;
    expect(await shop.rows(completed, [adoptionId])).toEqual([{ source: 'certificates-service' }]);
    const news = `select convert_from(payload, 'UTF8')::jsonb->>'news' as news from event_outbox
      where event_type = 'ShelterNotified' and key = $1 order by id`;
    expect(await shop.rows(news, [petId])).toEqual([{ news: 'available' }, { news: 'adopted' }]);
  });

  test('upcast: an adoption of version 1 is read today, and its mail asks for what it lacks', async () => {
    const [petId, adoptionId] = [randomUUID(), randomUUID()];
    const record = { petId, name: 'Methuselah', species: 'bird', shelterId: south };
    const timestamp = '2025-03-13T10:00:00.000Z';
    const list = [
      { type: 'PetRegistered', schemaVersion: 1, data: record },
      {
        type: 'PetAdopted',
        schemaVersion: 1,
        data: { adoptionId, petId, customerId: ada, timestamp },
      },
    ];
    const events = { list, metadata: { correlationId: 'long ago' } };
    await shop.db.transaction((tx) => append(tx, `pet-${petId}`, 0, events));
    const details = async () => (await shop.get(`/api/pets/${petId}`)).body;
    await expect.poll(details, soon).toMatchObject({ status: 'adopted', adoptionId });
    const welcome = { kind: 'welcome', subject: 'Welcome package for Methuselah' };
    await shop.expectRows(mails, [welcome], [adoptionId]);
    // What is stored is as it was.
    const stored = `select schema_version as version, data from events
      where stream = $1 and type = 'PetAdopted'`;
    expect(await shop.rows(stored, [`pet-${petId}`])).toEqual([
      { version: 1, data: { adoptionId, petId, customerId: ada, timestamp } },
    ]);
  });

  test('faults: mail is down: adopted all the same; tried five times, put aside, sent again once', async () => {
    await shop.post('/api/switches', { mail: false });
    const { petId } = await shop.register('Paula');
    const adoptionId = await shop.order(petId);
    expect((await shop.followed(adoptionId)).status).toBe('completed');
    interface Letter {
      readonly queue: string;
      readonly type: string;
      readonly key?: string;
      readonly reason: string;
      readonly attempts: number;
      readonly message: string;
    }
    const letters = async () =>
      (await shop.get<Letter[]>('/api/dead-letters')).body.filter(({ queue }) => queue === 'email');
    const dead = { reason: 'attempts-exhausted', message: 'the mail server does not answer' };
    await expect.poll(letters, soon).toHaveLength(2);
    const found = await letters();
    expect(found.map(({ type }) => type).sort()).toEqual([
      'AdoptionCompleted',
      'SendConfirmationEmail',
    ]);
    for (const letter of found) expect(letter).toMatchObject({ ...dead, attempts: 5 });
    expect(await shop.rows(mails, [adoptionId])).toEqual([]);

    const redrive = (more: object) =>
      shop.post('/api/dead-letters/redrive', { queue: 'email', ...more });
    expect((await redrive({ dryRun: true })).body).toEqual({ redriven: 2 });
    expect(await letters()).toHaveLength(2);
    expect((await redrive({ id: randomUUID() })).status).toBe(404);
    expect((await shop.post('/api/dead-letters/redrive', { queue: 'moon' })).status).toBe(400);
    // Too early: they fail again and are put aside again.
    expect((await redrive({})).body).toEqual({ redriven: 2 });
    await expect.poll(letters, soon).toHaveLength(2);
    await shop.post('/api/switches', { mail: true });
    expect((await redrive({})).body).toEqual({ redriven: 2 });
    await expect.poll(() => shop.rows(mails, [adoptionId]), soon).toHaveLength(2);
    await shop.settled();
    expect(await letters()).toEqual([]);
    expect(await shop.rows(mails, [adoptionId])).toHaveLength(2);
  });

  test("W1 W2: a customer's server hears of progress and of failure, signed; others hear what they asked for", async () => {
    const heard: { path: string; type: string; good: boolean; adoptionId: string }[] = [];
    const secrets = new Map<string, string>();
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        const header = (name: string): string => String(request.headers[`webhook-${name}`]);
        const path = request.url ?? '';
        const message = { id: header('id'), timestamp: Number(header('timestamp')), body };
        const signed = { signatures: header('signature'), now: new Date() };
        const good = verify(secrets.get(path) ?? '', message, signed);
        const { type, data } = JSON.parse(body) as { type: string; data: { adoptionId: string } };
        heard.push({ path, type, good, adoptionId: data.adoptionId });
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const subscribe = async (path: string, more: object) => {
      const url = `http://127.0.0.1:${port}${path}`;
      const { status, body } = await shop.post('/api/webhooks', { url, ...more });
      expect(status).toBe(201);
      secrets.set(path, String(body['secret']));
      return String(body['id']);
    };
    const all = await subscribe('/all', {});
    await subscribe('/failed', { events: ['adoption.failed'] });
    expect((await shop.post('/api/webhooks', { url: 'here' })).status).toBe(400);
    expect((await shop.post('/api/webhooks', { url: 'http://x/', events: [] })).status).toBe(400);

    const good = await shop.order((await shop.register('Hook')).petId);
    await shop.followed(good);
    await shop.post('/api/switches', { bank: false });
    const bad = await shop.order((await shop.register('Crook')).petId);
    await shop.followed(bad);
    await shop.post('/api/switches', { bank: true });
    const wanted = [
      { path: '/all', type: 'adoption.completed', good: true, adoptionId: good },
      { path: '/all', type: 'adoption.failed', good: true, adoptionId: bad },
      { path: '/all', type: 'pet.adopted', good: true, adoptionId: good },
      { path: '/failed', type: 'adoption.failed', good: true, adoptionId: bad },
    ];
    const sorted = () =>
      heard.toSorted((a, b) => (`${a.path} ${a.type}` < `${b.path} ${b.type}` ? -1 : 1));
    await expect.poll(sorted, soon).toEqual(wanted);
    const { body: known } =
      await shop.get<{ id: string; secret?: string; deliveries: object[] }[]>('/api/webhooks');
    const mine = known.find(({ id }) => id === all);
    expect(mine?.secret).toBeUndefined();
    expect(mine?.deliveries).toHaveLength(3);
    expect((await shop.ask(`/api/webhooks/${all}`, { method: 'DELETE' })).status).toBe(204);
    expect((await shop.ask(`/api/webhooks/${all}`, { method: 'DELETE' })).status).toBe(404);
    receiver.close();
  });
});
