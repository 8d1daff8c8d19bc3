import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createClient } from '../../templates/samples/petstore/src/generated/index.js';
import { databaseUrlOrFail, describeAmqp, describeKafka } from '../brokers/available.js';
import { PrivateKafka, PrivateRabbit } from '../faults/harness/private-broker.js';
import { rounds, soak } from '../faults/harness/schedule.js';
import { inProject } from '../support/paths.js';
import { builtSample } from './built-sample.js';
import type { BuiltSample } from './built-sample.js';
import { emptyDatabase } from './database.js';
import { Fleet } from './fleet.js';
import { heardOf, kafkaWire, openStand, rabbitWire } from './outbox-stand.js';
import { shelterId, unsent, writer } from './outbox-stand.js';
import type { Ear, Stand, Wire } from './outbox-stand.js';
import { Shop, soon } from './shop.js';
import { ada } from './visitor.js';

vi.setConfig({ testTimeout: soak ? 900_000 : 240_000 });

const server = databaseUrlOrFail() ?? '';

const inProcesses = (open: () => Promise<Wire>): void => {
  let stand: Stand;
  let sample: BuiltSample | undefined;
  let fleet: Fleet;
  let ear: Ear;

  beforeAll(async () => {
    [stand, sample] = await Promise.all([openStand(server, open), builtSample()]);
    const env = { ...stand.broker.env, DATABASE_URL: stand.databaseUrl, PORT: '0' };
    fleet = new Fleet({ sample, transport: stand.broker.transport, env });
    ear = await stand.broker.listen();
  });
  afterAll(async () => {
    await fleet.end();
    await ear.close();
    await stand.close();
    sample?.remove();
  });
  const waiting = async () => (await stand.db.query(unsent)).rows;

  test('O1: relays are killed between the confirm and the mark: all is sent, and handled once', async () => {
    const keys = Array.from({ length: 20 }, () => randomUUID());
    const adoptions = Array.from({ length: 50 }, () => randomUUID());
    const { client, note } = writer(stand.db);
    // Whose queues the commands and their answers go to, before there is anybody to send them.
    const first = await fleet.start('adoptions,partners');
    await fleet.stop(first);
    const written = new Map<string, readonly string[]>();
    await stand.db.transaction(async (tx) => {
      for (const key of keys) written.set(key, await note(tx, key, 30));
      for (const adoptionId of adoptions) {
        const payload = { adoptionId, petId: randomUUID(), customerId: ada };
        await client(tx).sendPartnerCommand({ type: 'ChargeFee', payload });
      }
    });
    // The API takes no messages: no group waits for it when it dies.
    const preload = ['--import', inProject('test/sample/dying.mjs')];
    for (let kill = 0; kill < rounds(4, 50); kill += 1) {
      // Some get further, and mark once before they die.
      const death = { DIES_ON: 'set published_at', DIES_AT: kill % 3 === 2 ? '2' : '1' };
      const { ended } = fleet.launch('api', death, preload);
      expect((await ended).signal).toBe('SIGKILL');
      // So that none of them finds nothing to mark.
      await stand.db.transaction(async (tx) => {
        for (const key of keys) {
          written.set(key, [...(written.get(key) ?? []), ...(await note(tx, key, 20))]);
        }
      });
    }
    const last = await fleet.start('adoptions,partners');
    await expect.poll(waiting, soon).toEqual([{ n: 0 }]);
    for (const key of keys) {
      await expect.poll(() => heardOf(ear, key), soon).toEqual(written.get(key));
    }
    // The kills hit what they were meant to hit: much came twice.
    const ids = ear.heard.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(new Set(ids).size);
    const done = `select count(*)::integer as n from partner_work where state = 'done'`;
    await expect
      .poll(async () => (await stand.db.query(done)).rows, soon)
      .toEqual([{ n: adoptions.length }]);
    const handled = `select count(*)::integer as n from processed_events where consumer = 'partners'`;
    expect((await stand.db.query(handled)).rows).toEqual([{ n: adoptions.length }]);
    await fleet.stop(last);
  });

  test('O5: told to stop with a thousand rows to send: a clean exit; what is left is sent later, once', async () => {
    const keys = Array.from({ length: 10 }, () => randomUUID());
    const { note } = writer(stand.db);
    const stopped = await fleet.start('partners');
    const before = ear.heard.length;
    const written = new Map<string, readonly string[]>();
    await stand.db.transaction(async (tx) => {
      for (const key of keys) written.set(key, await note(tx, key, 100));
    });
    stopped.child.kill('SIGTERM');
    expect(await stopped.ended).toEqual({ code: 0, signal: null });
    expect(stopped.errors).toEqual([]);
    await fleet.start('partners');
    await expect.poll(waiting, soon).toEqual([{ n: 0 }]);
    await expect.poll(() => ear.heard.length - before, soon).toBe(1_000);
    for (const [key, ids] of written) expect(heardOf(ear, key)).toEqual(ids);
  });
};

/** @param scaled services with three workers */
const inOneProcess = (open: () => Promise<Wire>, scaled: readonly string[]): void => {
  let stand: Stand;
  let ear: Ear;
  let shops: readonly Shop[] = [];

  beforeAll(async () => {
    stand = await openStand(server, open);
    ear = await stand.broker.listen();
    const settings = { ...stand.broker.env, DATABASE_URL: stand.databaseUrl };
    const scale = scaled.map((name) => `${name}=3`);
    const args = ['--transport', stand.broker.transport, '--scale', scale.join(',')];
    shops = [await Shop.open(settings, args)];
  });
  afterAll(async () => {
    await Promise.all(shops.map((shop) => shop.close()));
    await ear.close();
    await stand.close();
  });
  const shop = (): Shop => {
    const [one] = shops;
    if (one === undefined) throw new Error('no shop');
    return one;
  };

  test('X4: one id a hundred times at three consumers of each group: one effect', async () => {
    const { petId, position } = await shop().register('Hundred');
    await shop().settled();
    expect(position).not.toBe('');
    await shop().post('/api/webhooks', { url: 'http://127.0.0.1:9/', events: ['pet.adopted'] });
    const client = createClient(shop().petstore.app.bus, { source: 'test' });
    const ids = { adoptionId: randomUUID(), petId, customerId: ada, shelterId };
    const customer = { name: 'Ada Example', email: 'ada@example.com' };
    const pet = { petId, name: 'Hundred', species: 'cat', shelterId } as const;
    const details = { kind: 'AdoptionSnapshot', pet, petVersion: 2, customer } as const;
    const payload = { ...ids, timestamp: new Date().toISOString(), details };
    const id = randomUUID();
    await Promise.all(
      Array.from({ length: 100 }, () =>
        client.publishPetAdopted({ type: 'PetAdoptedV2', payload }, { id }),
      ),
    );
    const key = { 'idempotency-key': id };
    const rename = { petId, newName: 'Once' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop().post('/api/commands/rename-pet', rename, key)),
    );
    expect([...new Set(answers.map(({ body }) => JSON.stringify(body)))]).toEqual([
      expect.stringContaining(petId),
    ]);
    const [adoption, one] = [[ids.adoptionId], [{ n: 1 }]];
    const effects = {
      mailbox: `select count(*)::integer as n from mailbox where adoption_id = $1 and kind = 'welcome'`,
      certificates: 'select count(*)::integer as n from certificates where adoption_id = $1',
      completed: `select count(*)::integer as n from event_outbox where event_type = 'AdoptionCompleted' and key = $1`,
      deliveries: `select count(*)::integer as n from webhook_deliveries where body::jsonb->'data'->>'adoptionId' = $1`,
    };
    await shop().expectRows(effects.mailbox, one, adoption);
    await shop().settled();
    for (const select of Object.values(effects)) {
      expect(await shop().rows(select, adoption), select).toEqual(one);
    }
    const news = `select convert_from(payload, 'UTF8')::jsonb->>'news' as news from event_outbox
      where event_type = 'ShelterNotified' and key = $1 order by id`;
    expect(await shop().rows(news, [petId])).toEqual([{ news: 'available' }, { news: 'adopted' }]);
    const renamed = `select count(*)::integer as n from events where type = 'PetNameChanged' and stream = $1`;
    expect(await shop().rows(renamed, [`pet-${petId}`])).toEqual(one);
    interface Health {
      readonly consumers: readonly { readonly name: string; readonly duplicates: number }[];
    }
    const { consumers } = (await shop().get<Health>('/health')).body;
    const shelter = consumers.find(({ name }) => name === 'shelter');
    expect(shelter?.duplicates).toBeGreaterThanOrEqual(99);
  });

  test('O3: nothing of a rollback is sent, and nothing of a late commit is forgotten', async () => {
    const { note } = writer(stand.db);
    const [lie, late, early] = [randomUUID(), randomUUID(), randomUUID()];
    const rollback = stand.db.transaction(async (tx) => {
      await note(tx, lie, 3);
      throw new Error('changed my mind');
    });
    await expect(rollback).rejects.toThrow('changed my mind');
    const ids = await stand.db.transaction(async (tx) => {
      const mine = await note(tx, late, 3);
      // Others write after it, commit before it, and are sent.
      const others = await stand.db.transaction((other) => note(other, early, 3));
      await expect.poll(() => heardOf(ear, early), soon).toEqual(others);
      expect(heardOf(ear, late)).toEqual([]);
      return mine;
    });
    await expect.poll(() => heardOf(ear, late), soon).toEqual(ids);
    expect(heardOf(ear, lie)).toEqual([]);
  });

  test('O2: two relays share what there is to send: no row twice, each key in order', async () => {
    const settings = { ...stand.broker.env, DATABASE_URL: stand.databaseUrl };
    const args = ['--transport', stand.broker.transport, '--only', 'partners'];
    shops = [...shops, await Shop.open(settings, args)];
    const { note } = writer(stand.db);
    const before = ear.heard.length;
    const each = soak ? 500 : 100;
    const keys = Array.from({ length: 20 }, () => randomUUID());
    const written = new Map<string, readonly string[]>();
    const write = async (key: string): Promise<void> => {
      for (let n = 0; n < each; n += 50) {
        const ids = await stand.db.transaction((tx) => note(tx, key, 50));
        written.set(key, [...(written.get(key) ?? []), ...ids]);
      }
    };
    await Promise.all(keys.map(write));
    await expect.poll(async () => (await stand.db.query(unsent)).rows, soon).toEqual([{ n: 0 }]);
    await expect.poll(() => ear.heard.length - before, soon).toBe(keys.length * each);
    for (const key of keys) expect(heardOf(ear, key)).toEqual(written.get(key));
    const sent = await Promise.all(shops.map((one) => one.petstore.app.outbox.health()));
    for (const { sent: count } of sent) expect(count).toBeGreaterThan(0);
  });
};

/** A broker that may be killed. */
interface Mortal extends Pick<Wire, 'transport' | 'env'> {
  readonly start: () => Promise<unknown>;
  readonly kill: () => Promise<unknown>;
  readonly restart: () => Promise<unknown>;
  readonly wipe: () => Promise<unknown>;
}

const onItsOwn = (broker: Mortal): void => {
  let database: { readonly url: string; readonly drop: () => Promise<void> };
  let shop: Shop | undefined;

  beforeAll(async () => {
    await broker.start();
    database = await emptyDatabase(server);
    const settings = { ...broker.env, DATABASE_URL: database.url };
    shop = await Shop.open(settings, ['--transport', broker.transport]);
  }, 240_000);
  afterAll(async () => {
    await shop?.close();
    await broker.wipe();
    await database.drop();
  });

  test('O4: the broker is away: adoptions are accepted and wait; a poison row stops its key and no other', async () => {
    const one = shop;
    if (one === undefined) throw new Error('no shop');
    const pets = [await one.register('Lotte'), await one.register('Liese')];
    await one.settled();
    await broker.kill();
    interface Health {
      readonly status: string;
      readonly outbox: { readonly waiting: number; readonly parked: number };
    }
    const health = async (): Promise<Health> => (await one.get<Health>('/health')).body;
    await expect.poll(health, soon).toMatchObject({ status: 'degraded' });
    const adoptions: string[] = [];
    for (const { petId } of pets) adoptions.push(await one.order(petId));
    expect(await health()).toMatchObject({ status: 'degraded', outbox: { waiting: 2 } });
    const { note } = writer(one.db);
    const [poisoned, sound] = [randomUUID(), randomUUID()];
    await one.db.transaction(async (tx) => {
      await note(tx, poisoned, 2);
      await note(tx, sound, 2);
      // Its routing key is too long for any broker; it has been tried nine times already.
      const poison = `update event_outbox set attempts = 9,
          envelope = jsonb_set(envelope, '{target,channel,address}', to_jsonb(repeat('x', 300)))
        where id = (select min(id) from event_outbox where key = $1)`;
      await tx.query(poison, [poisoned]);
    });
    if (soak) await setTimeout(60_000);
    await broker.restart();
    for (const id of adoptions) {
      expect(['completed', 'failed']).toContain((await one.followed(id, 180_000)).status);
    }
    const left = `select key, parked_at is not null as parked from event_outbox
      where published_at is null order by id`;
    await one.expectRows(left, [
      { key: poisoned, parked: true },
      { key: poisoned, parked: false },
    ]);
    expect(await health()).toMatchObject({ status: 'degraded', outbox: { parked: 1, waiting: 1 } });
    await one.db.query('delete from event_outbox where parked_at is not null');
    await one.expectRows(left, []);
    await expect.poll(health, soon).toMatchObject({ status: 'ok' });
  });
};

const onRabbit = (url: string): void => {
  const open = (): Promise<Wire> => rabbitWire(url);
  describe('in processes that die and stop', () => inProcesses(open));
  const scaled = ['certificates', 'email', 'pets', 'shelter', 'webhooks'];
  describe('in one process', () => inOneProcess(open, scaled));
  const rabbit = new PrivateRabbit(5890);
  const { start, kill, restart, wipe } = rabbit;
  const env = { AMQP_URL: rabbit.url(5) };
  describe('with a broker that dies', () =>
    onItsOwn({ transport: 'amqp', env, start, kill, restart, wipe }));
};

/** One Kafka for all of it, as it takes its time to start. */
const onKafka = (): void => {
  const broker = new PrivateKafka(12_090, 1);
  const open = (): Promise<Wire> => Promise.resolve(kafkaWire(broker));
  beforeAll(() => broker.start(), 240_000);
  afterAll(() => broker.wipe());
  describe('in processes that die and stop', () => inProcesses(open));
  // Each member more is a rebalance of some seconds.
  describe('in one process', () => inOneProcess(open, ['email', 'shelter']));
  const { transport, env } = kafkaWire(broker);
  const nothing = (): Promise<void> => Promise.resolve();
  const [kill, restart] = [() => broker.kill(1), () => broker.restart(1)];
  describe('with a broker that dies', () =>
    onItsOwn({ transport, env, start: nothing, kill, restart, wipe: nothing }));
};

describe.skipIf(server === '')('the outbox and the inbox of the PetStore', () => {
  describeAmqp('on RabbitMQ', onRabbit);
  describeKafka('on Kafka', onKafka);
});
