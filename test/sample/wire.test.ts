import amqp from 'amqplib';
import type { ConsumeMessage } from 'amqplib';
import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { databaseUrlOrFail, describeAmqp, describeKafka } from '../brokers/available.js';
import { asAdmin } from '../faults/harness/kafka-stage.js';
import { kafka } from '../runtime/kafka/harness.js';
import { ownKafka, ownVhost } from './brokers.js';
import type { OwnKafka, OwnVhost } from './brokers.js';
import { builtSample } from './built-sample.js';
import { emptyDatabase } from './database.js';
import { Shop, soon } from './shop.js';
import { ada } from './visitor.js';

vi.setConfig({ testTimeout: 180_000 });

const server = databaseUrlOrFail() ?? '';
const south = '6f5e4d3c-2b1a-4f0e-9d8c-7b6a5f4e3d2c';

/** Who reads what, beside the commands. */
const subscriptions = [
  'certificates.pet.adopted',
  'email.adoption.completed',
  'email.pet.adopted',
  'shelter.pet.adopted',
  'shelter.pet.available',
  'webhooks.adoption.completed',
  'webhooks.adoption.failed',
  'webhooks.pet.adopted',
];
const work = [
  'adoptions.replies',
  'certificates.commands',
  'email.commands',
  'partners.commands',
  'pets.commands',
];

interface Database {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

const onRabbit = (url: string): void => {
  let [broker, database, shop]: [OwnVhost?, Database?, Shop?] = [];
  const open = (): { readonly broker: OwnVhost; readonly shop: Shop } => {
    if (broker === undefined || shop === undefined) throw new Error('not open');
    return { broker, shop };
  };

  beforeAll(async () => {
    [broker, database] = await Promise.all([ownVhost(url), emptyDatabase(server)]);
    const settings = { ...broker.env, DATABASE_URL: database.url };
    shop = await Shop.open(settings, ['--transport', 'amqp']);
  });
  afterAll(async () => {
    await shop?.close();
    await broker?.remove();
    await database?.drop();
  });

  test('topology: a durable topic exchange, a durable queue for each service, acknowledged, with prefetch', async () => {
    const { list } = open().broker;
    const exchanges = await list('exchanges', 'name', 'type', 'durable');
    expect(exchanges).toContainEqual({ name: 'petstore.events', type: 'topic', durable: true });
    const queues = await list('queues', 'name', 'durable', 'type', 'auto_delete');
    const kept = { durable: true, type: 'quorum', auto_delete: false };
    for (const name of [...subscriptions, ...work]) {
      expect(queues).toContainEqual({ name, ...kept });
      expect(queues).toContainEqual({ name: `${name}.dlq`, ...kept });
    }
    const bindings = await list('bindings', 'source_name', 'destination_name', 'routing_key');
    const bound = bindings.filter((one) => one['source_name'] === 'petstore.events');
    expect(
      bound.map((one) => `${String(one['destination_name'])} ${String(one['routing_key'])}`).sort(),
    ).toEqual(subscriptions.map((name) => `${name} ${name.replace(/^\w+\./, '')}`));
    const consumers = await list('consumers', 'queue_name', 'ack_required', 'prefetch_count');
    for (const name of [...subscriptions, ...work]) {
      expect(consumers).toContainEqual({
        queue_name: name,
        ack_required: true,
        prefetch_count: name.startsWith('certificates.') ? 1 : 10,
      });
    }
  });

  test('envelope: each message says what, when, from whom, and belongs to which request; it is persistent', async () => {
    const { shop } = open();
    const heard: ConsumeMessage[] = [];
    const connection = await amqp.connect(open().broker.url);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'petstore.events', '#');
    await channel.consume(queue, (message) => message && heard.push(message), { noAck: true });

    const headers = { 'x-correlation-id': 'envelope-1' };
    const pet = { name: 'Buddy', species: 'dog', shelterId: south };
    const registered = await shop.post('/api/commands/register-pet', pet, headers);
    expect(registered.headers.get('x-correlation-id')).toBe('envelope-1');
    const petId = String(registered.body['petId']);
    const order = await shop.post('/api/adoptions', { petId, customerId: ada }, headers);
    await shop.followed(String(order.body['adoptionId']));
    const routes = () => heard.map(({ fields }) => fields.routingKey).sort();
    await expect
      .poll(routes, soon)
      .toEqual([
        'adoption.completed',
        'pet.adopted',
        'pet.available',
        'shelter.south.notified',
        'shelter.south.notified',
      ]);
    const envelopes = heard.map(({ properties }) => properties.headers ?? {});
    for (const [index, envelope] of envelopes.entries()) {
      expect(heard[index]?.properties).toMatchObject({
        deliveryMode: 2,
        contentType: 'application/json',
      });
      expect(envelope).toMatchObject({
        'event-id': expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
        'event-type': expect.stringMatching(/^[A-Z]\w+$/) as unknown,
        source: expect.stringMatching(/^[a-z]+-service$/) as unknown,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
        version: expect.stringMatching(/^[1-9]\d*$/) as unknown,
        'correlation-id': 'envelope-1',
        'causation-id': expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
      });
    }
    const adopted = envelopes.find((one) => one['event-type'] === 'PetAdopted');
    expect(adopted).toMatchObject({ version: '2', source: 'pets-service' });
    expect(new Set(envelopes.map((one) => String(one['event-id']))).size).toBe(heard.length);
    await connection.close();
  });
};

const onKafka = (): void => {
  let [broker, database, shop]: [OwnKafka?, Database?, Shop?] = [];
  const open = () => {
    if (broker === undefined || shop === undefined || database === undefined)
      throw new Error('not open');
    return { broker, shop, database };
  };
  /** All that a topic holds now, in the order of each partition. */
  const recordsIn = async (topic: string) => {
    const { brokers } = open().broker;
    const ends = await asAdmin(brokers, (admin) => admin.fetchTopicOffsets(topic));
    let left = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    const records: { partition: number; key: string; type: string; version: string }[] = [];
    const consumer = kafka(brokers).consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage: async ({ partition, message: { key, headers } }) => {
            const header = (name: string) => String(headers?.[name] ?? '');
            const [type, version] = [header('event-type'), header('version')];
            records.push({ partition, key: String(key), type, version });
            left -= 1;
            if (left === 0) resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    return records;
  };

  beforeAll(async () => {
    [broker, database] = await Promise.all([ownKafka(12_050), emptyDatabase(server)]);
    const settings = { ...broker.env, DATABASE_URL: database.url };
    const args = ['--transport', 'kafka', '--domain-bus', 'kafka', '--scale', 'analytics=2'];
    shop = await Shop.open(settings, args);
  }, 240_000);
  afterAll(async () => {
    await shop?.close();
    await broker?.remove();
    await database?.drop();
  });

  test('topology: six partitions, kept for a week, a consumer group for each service', async () => {
    const topics = ['pet.adopted', 'pet.available', 'pet-events', 'adoption.completed'];
    const [metadata, configs, groups] = await asAdmin(open().broker.brokers, async (admin) => [
      await admin.fetchTopicMetadata({ topics: [...topics, ...work] }),
      await admin.describeConfigs({
        includeSynonyms: false,
        resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
      }),
      await admin.listGroups(),
    ]);
    for (const { partitions } of metadata.topics) expect(partitions).toHaveLength(6);
    for (const { configEntries } of configs.resources) {
      const retention = configEntries.find(({ configName }) => configName === 'retention.ms');
      expect(retention?.configValue).toBe('604800000');
    }
    const names = groups.groups.map(({ groupId }) => groupId);
    const services = ['adoptions', 'analytics', 'certificates', 'email', 'partners', 'pets'];
    expect(names).toEqual(expect.arrayContaining([...services, 'shelter', 'webhooks']));
  });

  test('order: what happens to a pet has its key, stays in order, and two readers of a group share it', async () => {
    const { shop } = open();
    const pets = await Promise.all(['A', 'B', 'C'].map((name) => shop.register(name)));
    const live = async (petId: string): Promise<void> => {
      for (let n = 0; n < 5; n += 1) {
        await shop.command('rename-pet', { petId, newName: `Name ${n}` });
        await shop.command('adopt-pet', { petId, customerId: ada });
        await shop.command('return-pet', { petId, reason: 'order' });
      }
    };
    await Promise.all(pets.map(({ petId }) => live(petId)));
    const count = 3 * (1 + 5 * 3);
    await expect
      .poll(async () => (await recordsIn('pet-events')).length, soon)
      .toBeGreaterThanOrEqual(count);
    const records = await recordsIn('pet-events');
    const wanted = ['PetNameChanged', 'PetAdopted', 'PetReturned'];
    for (const { petId } of pets) {
      const mine = records.filter(({ key }) => key === petId);
      expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1);
      const types = Array.from({ length: 5 }, () => wanted).flat();
      expect(mine.map(({ type }) => type)).toEqual(['PetRegistered', ...types]);
    }
    // Two workers of one group: every fact once.
    await shop.expectRows(
      `select sum(adopted)::integer as adopted, sum(returned)::integer as returned
       from adoption_trends`,
      [{ adopted: 15, returned: 15 }],
    );
  });

  test('order: a message of an unknown type is put aside by each reader, and those behind it pass', async () => {
    const { shop, broker } = open();
    const producer = kafka(broker.brokers).producer();
    await producer.connect();
    const strange = {
      key: randomUUID(),
      value: '{"petId":"nowhere"}',
      headers: {
        'event-id': randomUUID(),
        'event-type': 'PetTeleported',
        source: 'test',
        timestamp: new Date().toISOString(),
        version: '1',
        'correlation-id': 'strange',
      },
    };
    const six = Array.from({ length: 6 }, (_, partition) => ({ ...strange, partition }));
    await producer.send({ topic: 'pet.adopted', messages: six });
    await producer.disconnect();
    const { petId } = await shop.register('Behind');
    const adopted = await shop.order(petId);
    await shop.followed(adopted);
    await shop.expectRows(
      'select kind from mailbox where adoption_id = $1 order by kind',
      [{ kind: 'confirmation' }, { kind: 'welcome' }],
      [adopted],
    );
    interface Letter {
      readonly queue: string;
      readonly type: string;
      readonly reason: string;
    }
    const letters = async () =>
      (await shop.get<Letter[]>('/api/dead-letters')).body.filter(
        ({ type }) => type === 'PetTeleported',
      );
    await expect.poll(letters, soon).toHaveLength(4 * 6);
    const found = await letters();
    expect([...new Set(found.map(({ queue }) => queue))].sort()).toEqual([
      'certificates',
      'email',
      'shelter',
      'webhooks',
    ]);
    expect([...new Set(found.map(({ reason }) => reason))]).toEqual(['unknown-type']);
  });

  test('replay: the last day from Kafka fills a model anew; no place moves, nothing is done twice', async () => {
    const { shop, broker, database } = open();
    await shop.settled();
    const trends = 'select * from adoption_trends order by day, species';
    const before = await shop.rows(trends);
    const mails = await shop.rows('select * from mailbox order by id');
    const offsets = () =>
      asAdmin(broker.brokers, (admin) => admin.fetchOffsets({ groupId: 'analytics' }));
    await shop.db.query('delete from adoption_facts');
    const read = (await recordsIn('pet-events')).length;
    const committed = async (): Promise<number> =>
      (await offsets())
        .flatMap(({ partitions }) => partitions)
        .reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    await expect.poll(committed, soon).toBe(read);
    const places = await offsets();
    const sample = await builtSample();
    const replay = async (): Promise<string> => {
      const args = ['build/src/ops.js', 'replay', '--since', '24h', '--into', 'adoption-trends'];
      const env = {
        ...process.env,
        ...broker.env,
        DATABASE_URL: database.url,
        DOMAIN_BUS: 'kafka',
      };
      const run = promisify(execFile);
      return (await run(process.execPath, args, { cwd: sample.folder, env })).stdout;
    };
    const facts = 15 + 15 + 1;
    expect(await replay()).toBe(`${read} events read, ${facts} of them new to adoption_trends\n`);
    expect(await shop.rows(trends)).toEqual(before);
    expect(await replay()).toBe(`${read} events read, 0 of them new to adoption_trends\n`);
    expect(await offsets()).toEqual(places);
    expect(await shop.rows('select * from mailbox order by id')).toEqual(mails);
    sample.remove();
  });
};

describe.skipIf(server === '')('the PetStore on the wire', () => {
  describeAmqp('of RabbitMQ', onRabbit);
  describeKafka('of Kafka', onKafka);
});
