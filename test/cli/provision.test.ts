/** Topology from the command line: what is made, what is there, what differs and is left alone. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeAmqp, describeKafkas } from '../brokers/available.js';
import { petevents } from '../support/cli.js';
import type { CliResult } from '../support/cli.js';
import { scratch } from '../support/paths.js';

const id = randomUUID().slice(0, 8);
const title = `Provision-${id}`;
const pets = `provision.pets-${id}`;
const sold = `provision.sold-${id}`;
const group = `emails-${id}`;

const document = (partitions = 3): string => `asyncapi: 3.0.0
info: { title: ${title}, version: 1.0.0 }
channels:
  pets:
    address: ${pets}
    messages: { PetAdopted: { payload: { type: object } } }
    bindings:
      kafka:
        partitions: ${partitions}
        replicas: 1
        topicConfiguration: { cleanup.policy: [delete], retention.ms: 604800000 }
  sold:
    address: ${sold}
    messages: { PetSold: { payload: { type: object } } }
operations:
  onPet: { action: receive, channel: { $ref: '#/channels/pets' } }
  sendSold: { action: send, channel: { $ref: '#/channels/sold' } }
`;

const setUp = (name: string) => {
  const cwd = scratch(`cli-provision-${name}`);
  writeFileSync(join(cwd, 'pets.yaml'), document());
  const provision = (from: string, ...args: string[]): Promise<CliResult> =>
    petevents(['provision', 'pets.yaml', '--from', from, ...args], { cwd });
  return { cwd, provision };
};

const WITH_GROUP = ['--group', `${group}=onPet`];

describeAmqp('petevents provision on RabbitMQ', (url) => {
  const { cwd, provision } = setUp('amqp');
  const queue = `${group}.${pets}`;
  const exchange = `${title}.events`;
  let connection: ChannelModel;

  /** On a channel of its own: the broker closes it for what is not there. */
  const ask = async <T>(question: (channel: Channel) => Promise<T>): Promise<T | undefined> => {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    try {
      return await question(channel);
    } catch {
      return undefined;
    } finally {
      await channel.close().catch(() => undefined);
    }
  };
  const deleteQueue = (name: string) => ask((channel) => channel.deleteQueue(name));

  beforeAll(async () => {
    connection = await connect(url);
  });
  afterAll(async () => {
    await deleteQueue(queue);
    await deleteQueue(`${queue}.dlq`);
    for (const wait of [1000, 2000, 4000, 8000]) await deleteQueue(`${queue}.retry.${wait}`);
    await ask((channel) => channel.deleteExchange(exchange));
    await connection.close();
  });

  test('a dry run says all that would be made, and makes nothing', async () => {
    const { exitCode, stdout, stderr } = await provision(url, ...WITH_GROUP, '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        `+ exchange ${exchange}  type=topic durable=true auto_delete=false`,
        `+ queue    ${queue}.dlq  durable=true exclusive=false auto_delete=false x-queue-type=quorum x-delivery-limit=1000000`,
        expect.stringMatching(
          new RegExp(
            `^\\+ queue    ${queue}  durable=true .*x-delivery-limit=10 x-dead-letter-exchange= x-dead-letter-routing-key=${queue}.dlq .*x-overflow=reject-publish$`,
          ),
        ),
        expect.stringMatching(
          new RegExp(`^\\+ queue    ${queue}.retry.8000  .*x-message-ttl=8000 `),
        ),
        `+ binding  ${exchange} -> ${queue}  routing key=${pets}`,
      ]),
    );
    expect(stderr).toMatch(/^\d+ items: \d+ missing\n$/);
    expect(await ask((channel) => channel.checkQueue(queue))).toBeUndefined();
    expect(await ask((channel) => channel.checkExchange(exchange))).toBeUndefined();
  });

  test('makes it; petevents.yaml may name the groups; the second time all is there', async () => {
    const groups = `groups: { ${group}: [onPet] }`;
    writeFileSync(
      join(cwd, 'petevents.yaml'),
      `documents:\n  - { document: pets.yaml, ${groups} }\n`,
    );
    const made = await provision(url);
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stderr).toMatch(/^\d+ items: \d+ made\n$/);
    expect(await ask((channel) => channel.checkQueue(queue))).toMatchObject({ queue });
    const again = await provision(url, '--format', 'json');
    const { items } = JSON.parse(again.stdout) as { items: { state: string }[] };
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['present']));
    const dry = await provision(url, '--dry-run');
    expect(dry.stdout).toContain(`= queue    ${queue}\n`);
    expect(dry.stdout).toContain(`? binding  ${exchange} -> ${queue}`);
  });

  test('names each argument that differs with both values, and leaves all as it is', async () => {
    await deleteQueue(queue);
    await deleteQueue(`${queue}.dlq`);
    const options = { durable: true, arguments: { 'x-queue-type': 'classic', 'x-max-length': 9 } };
    await ask((channel) => channel.assertQueue(queue, options));
    const { exitCode, stdout, stderr } = await provision(url);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`! queue    ${queue}\n`);
    expect(stdout).toContain('    x-queue-type is classic, the document says quorum\n');
    expect(stdout).toContain('    x-max-length is 9, the document says not set\n');
    expect(stdout).toContain('    x-dead-letter-exchange is not set, the document says \n');
    expect(stderr).toContain('nothing was made');
    expect(await ask((channel) => channel.checkQueue(`${queue}.dlq`))).toBeUndefined();
    expect(await ask((channel) => channel.assertQueue(queue, options))).toMatchObject({ queue });
    const json = await provision(url, '--dry-run', '--format', 'json');
    expect(json.exitCode).toBe(1);
    const found = JSON.parse(json.stdout) as { items: { state: string; differences: unknown }[] };
    expect(found.items.find(({ state }) => state === 'different')?.differences).toContainEqual({
      argument: 'x-max-length',
      declared: null,
      found: 9,
    });
  });
});

describeKafkas('petevents provision on Kafka', (brokers) => {
  const { cwd, provision } = setUp(`kafka-${brokers[0]?.replaceAll(/\W/g, '-') ?? ''}`);
  const from = `kafka://${brokers.join(',')}`;
  const deadLetters = `${pets}.${group}.dlq`;
  const admin: Admin = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
  }).admin();

  beforeAll(() => admin.connect());
  afterAll(async () => {
    await admin.deleteTopics({ topics: [pets, sold, deadLetters] });
    await admin.disconnect();
  });

  test('a dry run makes nothing; then topics have partitions, replicas and settings', async () => {
    const dry = await provision(from, ...WITH_GROUP, '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, stderr: '3 items: 3 missing\n' });
    expect(dry.stdout.split('\n')).toEqual([
      `+ topic    ${sold}`,
      `+ topic    ${pets}  partitions=3 replicas=1 cleanup.policy=delete retention.ms=604800000`,
      `+ topic    ${deadLetters}  partitions=1 replicas=1 retention.ms=-1`,
      '',
    ]);
    expect(await admin.listTopics()).not.toContain(pets);
    const made = await provision(from, ...WITH_GROUP);
    expect(made).toMatchObject({ exitCode: 0, stderr: '3 items: 3 made\n' });
    const { topics } = await admin.fetchTopicMetadata({ topics: [pets] });
    expect(topics[0]?.partitions).toHaveLength(3);
    const again = await provision(from, ...WITH_GROUP);
    expect(again.stdout).toBe(
      `= topic    ${sold}\n= topic    ${pets}\n= topic    ${deadLetters}\n`,
    );
  });

  test('names what differs, and adds no partition', async () => {
    const type = ConfigResourceTypes.TOPIC as const;
    const configEntries = [{ name: 'retention.ms', value: '1000' }];
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type, name: pets, configEntries }],
    });
    writeFileSync(join(cwd, 'pets.yaml'), document(6));
    const { exitCode, stdout, stderr } = await provision(from, ...WITH_GROUP);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `! topic    ${pets}\n    partitions is 3, the document says 6\n    retention.ms is 1000, the document says 604800000\n`,
    );
    expect(stderr).toContain('nothing was made');
    const { topics } = await admin.fetchTopicMetadata({ topics: [pets] });
    expect(topics[0]?.partitions).toHaveLength(3);
  });
});

describe('petevents provision without a broker', () => {
  const { cwd, provision } = setUp('none');

  test.each([
    ['a group without operations', ['--group', 'emails'], 'emails=onPetAdopted,onPetSold'],
    ['an empty operation', ['--group', 'emails=onPet,'], 'emails=onPetAdopted,onPetSold'],
    ['a broker that is away', ['--group', 'emails=onPet'], 'amqp://127.0.0.1:9: '],
  ])('%s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await provision('amqp://127.0.0.1:9', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('groups of petevents.yaml that are no lists', async () => {
    writeFileSync(
      join(cwd, 'petevents.yaml'),
      'documents:\n  - document: pets.yaml\n    groups: { emails: onPet }\n',
    );
    const { exitCode, stderr } = await provision('amqp://127.0.0.1:9');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('petevents.yaml:3: this is not a list of operation ids');
  });
});

describeAmqp('operations that a group cannot receive', (url) => {
  const { provision } = setUp('operations');
  test.each([
    ['onPett', 'group emails: onPett is no operation of the document; did you mean onPet?'],
    ['sendSold', 'group emails: sendSold is sent, not received (--perspective counterpart?)'],
  ])('%s', async (operation, message) => {
    const result = await provision(url, '--group', `emails=${operation}`, '--dry-run');
    expect(result).toEqual({ exitCode: 2, stdout: '', stderr: `petevents: ${message}\n` });
  });
});
