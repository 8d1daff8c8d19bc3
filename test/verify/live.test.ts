/** A sample of what real brokers have, and what consumers notice of it: nothing. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import { Kafka, logLevel } from 'kafkajs';
import type { Admin, Producer } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLive } from '../../src/index.js';
import type { Verified, VerifyLiveOptions } from '../../src/index.js';
import { describeAmqp, describeKafka } from '../brokers/available.js';
import { petevents } from '../support/cli.js';
import { scratch } from '../support/paths.js';

const id = randomUUID().slice(0, 8);
const topic = `verify-pets-${id}`;
const cwd = scratch('verify-live');

writeFileSync(
  join(cwd, 'pets.yaml'),
  `asyncapi: 3.0.0
info: { title: Pets, version: 1.0.0 }
channels:
  pets:
    address: ${topic}
    messages:
      PetAdopted:
        headers: { type: object, properties: { attempt: { type: integer } } }
        bindings: { kafka: { key: { type: string, minLength: 2 } } }
        payload:
          type: object
          required: [petId]
          properties: { petId: { type: integer } }
      PetRenamed:
        payload: { type: object, required: [name], properties: { name: { type: string } } }
  others:
    address: pet.{what}
    parameters: { what: {} }
    messages:
      PetSeen:
        payload: { type: object, required: [where], properties: { where: { type: string } } }
`,
);

const verify = (from: string, options: Partial<VerifyLiveOptions>): Promise<Verified> =>
  verifyLive('pets.yaml', from, { cwd, ...options });

const faults = ({ diagnostics }: Verified): string[] =>
  diagnostics.map(({ code, message, pointer }) => `${code} ${pointer}: ${message}`).sort();

describeKafka('a sample of Kafka', (brokers) => {
  const from = `kafka://${brokers.join(',')}`;
  const kafka = new Kafka({
    clientId: 'verify-test',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
  });
  let admin: Admin;
  let producer: Producer;

  beforeAll(async () => {
    admin = kafka.admin();
    producer = kafka.producer();
    await Promise.all([admin.connect(), producer.connect()]);
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
    const send = (partition: number, value: string | null, more: object = {}): object => ({
      partition,
      key: 'key',
      value,
      headers: { 'event-type': 'PetAdopted' },
      ...more,
    });
    const messages = [
      ...Array.from({ length: 40 }, (_, n) => send(0, '{"old":true}', { key: `old-${n}` })),
      ...Array.from({ length: 10 }, () => send(0, '{"petId":1,"colour":"red"}')),
      send(1, '{"petId":"a"}'),
      send(1, '{"petId":"b"}'),
      send(1, '{"petId":1}', { key: 'k' }),
      send(1, '{"petId":1}', { headers: { 'event-type': 'PetAdopted', attempt: 'x' } }),
      send(2, '{"petId":1}', { headers: { 'event-type': 'PetSold' } }),
      send(2, '{"name":"Rex"}', { headers: {} }),
      send(2, '{"petId":', {}),
      send(2, null, {}),
    ];
    await producer.send({ topic, messages: messages as { value: string }[] });
  });

  afterAll(async () => {
    await admin.deleteTopics({ topics: [topic] });
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  test('sums up what is valid, invalid, unknown and unnamed', async () => {
    const verified = await verify(from, { topic, last: 18 });
    expect(verified.summary).toMatchObject({
      messages: 18,
      valid: 11,
      invalid: 7,
      byMessage: {
        PetAdopted: { valid: 10, invalid: 5 },
        PetRenamed: { valid: 1, invalid: 0 },
      },
      unknownFields: { 'PetAdopted: payload /colour': 10 },
    });
    expect(faults(verified)).toEqual([
      'verify/headers /headers/attempt: `PetAdopted`: This must be a whole number, but it is the text "x".',
      'verify/key /key: `PetAdopted`: This text must have at least 2 characters, but it has 1.',
      'verify/payload /payload/petId: `PetAdopted`: This must be a whole number, but it is the text "a". (2 messages)',
      'verify/payload /payload: `PetAdopted`: This must be an object, but it is null.',
      'verify/syntax /payload: The payload is not JSON. This `{` is never closed.',
      `verify/unknown-type /headers/event-type: The type \`PetSold\` is none of the messages of \`${topic}\`.`,
    ]);
  });

  test('takes the last of each partition, and more of one where others have fewer', async () => {
    const { summary } = await verify(from, { topic, last: 3, message: 'PetAdopted' });
    expect(summary?.messages).toBe(3);
    const all = await verify(from, { topic, last: 1000, message: 'PetAdopted' });
    expect(all.summary).toMatchObject({
      messages: 58,
      reasons: { 'PetAdopted: payload required': 41 },
    });
  });

  test('leaves no group and no commit behind', async () => {
    await verify(from, { topic, last: 5 });
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith('petevents-verify-'))).toEqual([]);
  });

  test('the command prints each kind of fault with a record that shows it', async () => {
    const { exitCode, stdout, stderr } = await petevents(
      ['verify', 'pets.yaml', '--from', from, '--topic', topic, '--last', '18'],
      { cwd },
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      new RegExp(
        `--> ${from.replaceAll('.', '\\.')}/${topic}/1/0:7:14\\n.*\\n +7 \\| +"petId": "a"\\n`,
      ),
    );
    expect(stderr).toContain('18 messages: 11 valid, 7 invalid');
    expect(stderr).toContain('fields that no schema names:\n  10  PetAdopted: payload /colour\n');
  });

  test('an empty topic is an empty sample, a missing one is named', async () => {
    const empty = `${topic}-empty`;
    await admin.createTopics({ topics: [{ topic: empty }], waitForLeaders: true });
    expect((await verify(from, { topic: empty })).summary?.messages).toBe(0);
    await admin.deleteTopics({ topics: [empty] });
    const missing = verify(from, { topic: `${topic}s` });
    await expect(missing).rejects.toThrow(`there is no topic ${topic}s. Did you mean ${topic}?`);
    expect(await admin.listTopics()).not.toContain(`${topic}s`);
  });
});

describeAmqp('a sample of AMQP', (url) => {
  const exchange = `verify-${id}`;
  let connection: ChannelModel;
  let channel: Channel;

  beforeAll(async () => {
    connection = await connect(url);
    channel = await connection.createChannel();
    await channel.assertExchange(exchange, 'topic', { autoDelete: false, durable: false });
  });

  afterAll(async () => {
    await channel.deleteExchange(exchange);
    await connection.close();
  });

  test('sees what is published while consumers get all of it', async () => {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '#');
    const publish = (key: string, body: string, options = {}): void =>
      void channel.publish(exchange, key, Buffer.from(body), options);
    const verified = await verify(url, {
      exchange,
      last: 4,
      for: 20_000,
      onReady: () => {
        publish('pet.seen', '{"where":"park","when":"noon"}', { contentType: 'application/json' });
        publish('pet.seen', '{"where":1}');
        publish(topic, '{"petId":1}', { type: 'PetAdopted' });
        publish(topic, '{"petId":1}', { type: 'PetAdopted', contentType: 'text/csv' });
      },
    });
    expect(verified.summary).toMatchObject({
      messages: 4,
      valid: 2,
      byMessage: { PetAdopted: { valid: 1, invalid: 1 }, PetSeen: { valid: 1, invalid: 1 } },
      unknownFields: { 'PetSeen: payload /when': 1 },
    });
    expect(faults(verified)).toEqual([
      'verify/content-type /headers/content-type: The content type is `text/csv`; that of `PetAdopted` is `application/json`.',
      'verify/payload /payload/where: `PetSeen`: This must be text, but it is the number 1.',
    ]);
    expect((await channel.checkQueue(queue)).messageCount).toBe(4);
  });

  test('ends after its time when nothing comes', async () => {
    const { summary } = await verify(url, { exchange, for: 200 });
    expect(summary?.messages).toBe(0);
  });

  test('an exchange that is not there is no crash', async () => {
    const missing = verify(url, { exchange: `${exchange}-missing`, for: 200 });
    await expect(missing).rejects.toThrow(/NOT_FOUND - no exchange/);
  });
});

test.each([
  ['kafka://127.0.0.1:1', ['--topic', 'a']],
  ['amqp://user:secret@127.0.0.1:1', ['--exchange', 'a']],
])('a broker that is not there, %s, is one line without the password', async (from, more) => {
  const { exitCode, stderr } = await petevents(['verify', 'pets.yaml', '--from', from, ...more], {
    cwd,
  });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^petevents: (kafka|amqp):\/\/127\.0\.0\.1:1: .*ECONNREFUSED.*\n$/);
  expect(stderr).not.toContain('secret');
});

test('a client that is not installed is named', async () => {
  const run = verifyLive('/pets.yaml', 'kafka://a', { cwd: '/', topic: 'a' });
  expect((await run).diagnostics[0]?.code).toBe('input/unreadable');
  const { stderr, exitCode } = await petevents(
    ['verify', join(cwd, 'pets.yaml'), '--from', 'kafka://a', '--topic', 'a'],
    { cwd: '/' },
  );
  expect({ stderr, exitCode }).toEqual({
    stderr:
      'petevents: --from needs your own kafkajs, which is not installed here: npm install --save-dev kafkajs\n',
    exitCode: 2,
  });
});
