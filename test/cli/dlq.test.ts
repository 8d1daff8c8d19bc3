/** Dead letters from the command line, on real brokers, through the run time that buried them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { connect } from 'amqplib';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaMessage } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amqpBus } from '../../templates/runtime/amqp.js';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import type { Bus } from '../../templates/runtime/types.js';
import { describeAmqp, describeKafkas } from '../brokers/available.js';
import { petevents } from '../support/cli.js';
import type { CliResult } from '../support/cli.js';
import { scratch } from '../support/paths.js';
import { DlqWorld } from './dlq-world.js';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Setup {
  readonly from: string;
  readonly bus: () => Bus;
  readonly env: Readonly<Record<string, string>>;
  /** RabbitMQ does not tell which queues it has. */
  readonly listsGroups: boolean;
  /** Sends a valid message with headers that only the broker has types for. */
  readonly sendStrange: (world: DlqWorld) => Promise<void>;
  /** The body and those headers of the next message that the group would get. */
  readonly readStrange: (world: DlqWorld) => Promise<unknown>;
  /** Sends a message whose body is compressed and says so, where consumers undo that. */
  readonly sendCompressed?: (world: DlqWorld, id: string, body: Buffer) => Promise<void>;
  readonly clean: (world: DlqWorld) => Promise<void>;
}

function suite(broker: Setup): void {
  const { from, bus, env, sendStrange, readStrange, clean } = broker;
  const cwd = scratch(`cli-dlq-${from.replaceAll(/\W/g, '-')}`);
  let own: Bus;
  let world: DlqWorld;
  let invalid: string;
  let failed: string;
  let buried = 2;

  const dlqOf = (group: string, verb: string, ...args: string[]): Promise<CliResult> =>
    petevents(['dlq', verb, 'pets.yaml', '--group', group, ...args], {
      cwd,
      env: { ...env, NO_COLOR: '1' },
    });
  const dlq = (verb: string, ...args: string[]): Promise<CliResult> =>
    dlqOf(world.group, verb, ...args);

  beforeAll(async () => {
    own = bus();
    world = new DlqWorld(own, cwd);
    await Promise.all([world.subscription.ready, world.idle.ready]);
    invalid = await world.send({ petId: 'rex\u001b[31m' });
    failed = await world.send({ petId: 7 }, { tenant: 'north', 'x-text': 'ünïcode' });
    await world.buried(buried);
  });

  afterAll(async () => {
    await own.close({ drain: 0 });
    await clean(world);
  });

  test('lists what was given up and why, as often as one looks', async () => {
    const first = await dlq('list');
    expect(first).toMatchObject({
      exitCode: 0,
      stderr: `2 dead letters of group ${world.group}\n`,
    });
    const rows = first.stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(new RegExp(`^${invalid} +PetAdopted +schema-invalid +20.*petId`));
    expect(rows[1]).toMatch(
      new RegExp(`^${failed} +PetAdopted +attempts-exhausted +20.*the mail server is away$`),
    );
    expect(await dlq('list')).toEqual(first);
    const { stdout, stderr } = await dlq('list', '--limit', '1', '--format', 'json');
    expect(stderr).toContain('1 dead letter of group');
    expect(stderr).toContain('there are more');
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      group: world.group,
      hasMore: true,
      letters: [{ id: invalid, reason: 'schema-invalid', attempts: 0 }],
    });
  });

  test('shows one with its reason, and the line of the document that it breaks', async () => {
    const { exitCode, stdout } = await dlq('peek', invalid);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${invalid} PetAdopted in `);
    expect(stdout).toContain('  reason   schema-invalid: payload /petId must be an integer\n');
    expect(stdout).toContain('faults when it failed\n  /petId must be an integer\n');
    expect(stdout).toContain('  event-type: PetAdopted\n');
    expect(stdout).toContain('    "petId": "rex\\u001b[31m"\n');
    expect(stdout).toContain('--> pets.yaml:12:28\n');
    expect(stdout).toContain('  12 |             petId: { type: integer }\n');
    expect(stdout).toMatch(/error \/payload\/petId: `PetAdopted`: This must be a whole number/);
    expect(stdout).not.toContain('\u001b');
  });

  test('without an id it shows the oldest; json has bytes and diagnostics', async () => {
    const { exitCode, stdout } = await dlq('peek', '--format', 'json');
    expect(exitCode).toBe(0);
    const body = Buffer.from(JSON.stringify({ petId: 'rex\u001b[31m' }));
    expect(JSON.parse(stdout)).toMatchObject({
      letter: {
        id: invalid,
        payload: { petId: 'rex\u001b[31m' },
        body: { encoding: 'base64', size: body.length, data: body.toString('base64') },
        issues: [{ path: '/petId', message: 'must be an integer' }],
      },
      diagnostics: [{ code: 'verify/payload', at: { uri: 'pets.yaml', line: 12 } }],
      counts: { error: 1 },
    });
  });

  test('a valid letter has a reason and no findings', async () => {
    const { stdout } = await dlq('peek', failed);
    expect(stdout).toContain('  reason   attempts-exhausted: the mail server is away\n');
    expect(stdout).not.toContain('verify/');
  });

  test('an id or a group that is not there', async () => {
    const unknown = await dlq('peek', 'nobody');
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unknown.stderr).toBe(
      `petevents: group ${world.group} has no dead letter nobody; petevents dlq list shows those that it has\n`,
    );
    const sent = await dlq('redrive', '--id', 'nobody');
    expect(sent).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('a group without letters is told apart from one that is not there', async () => {
    const idle = await dlqOf(world.idleGroup, 'list');
    expect(idle).toMatchObject({ exitCode: 0, stdout: '' });
    expect(idle.stderr).toMatch(`no dead letters of group ${world.idleGroup} on `);
    for (const verb of ['list', 'peek', 'redrive']) {
      const { exitCode, stdout, stderr } = await dlqOf('nobody', verb);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(/^petevents: there is no group nobody on /);
      expect(stderr).toMatch(/: no (?:queue|topic) \S*nobody\S*\.dlq/);
    }
  });

  test('a group that is misspelled: which one may have been meant', async () => {
    writeFileSync(
      join(cwd, 'petevents.yaml'),
      'documents: [{ document: pets.yaml, groups: { emailing: [onPet] } }]\n',
    );
    const planned = await dlqOf('emialing', 'list');
    expect(planned).toMatchObject({ exitCode: 2, stdout: '' });
    expect(planned.stderr).toMatch(/; did you mean emailing\?\n$/);
    if (!broker.listsGroups) return;
    const running = await dlqOf(`${world.group}s`, 'list');
    expect(running.stderr).toContain(`; did you mean ${world.group}?\n`);
  });

  test('redrives what is asked for, byte for byte, and leaves the others', async () => {
    const dry = await dlq('redrive', '--reason', 'attempts-exhausted', '--dry-run');
    expect(dry).toEqual({
      exitCode: 0,
      stdout: `${failed}\n`,
      stderr: `would send 1 dead letter to group ${world.group}, left 1\n`,
    });
    expect((await dlq('list')).stdout.trimEnd().split('\n')).toHaveLength(2);
    world.isOpen = true;
    const more = ['--type', 'PetAdopted', '--reason', 'attempts-exhausted', '--limit', '5'];
    const result = await dlq('redrive', ...more, '--format', 'json', '--from', from);
    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ dryRun: false, ids: [failed], kept: 1 });
    const [message] = await world.handled.atLeast(1);
    expect(message).toMatchObject({ id: failed, payload: { petId: 7 }, attempt: 1 });
    expect(Buffer.from(message!.raw.body).toString()).toBe('{"petId":7}');
    expect(message!.raw.headers).toMatchObject({ tenant: 'north', 'x-text': 'ünïcode' });
    expect(Number(message!.raw.headers['x-redriven'])).toBe(1);
    expect((await dlq('list')).stdout).toMatch(new RegExp(`^${invalid}.*\n$`));
  });

  test.runIf(broker.sendCompressed !== undefined)(
    'what is compressed is shown as the consumer reads it, within its limit',
    async () => {
      const send = async (id: string, text: string): Promise<void> => {
        await broker.sendCompressed?.(world, id, gzipSync(text));
        await world.buried((buried += 1));
      };
      await send('small', '{"petId": "rex"}');
      const small = await dlq('peek', 'small');
      expect(small.stdout).toMatch(/\npayload, \d+ bytes of gzip, 16 bytes inflated\n/);
      expect(small.stdout).toContain('    "petId": "rex"\n');
      expect(small.stdout).toMatch(
        /error \/payload\/petId: `PetAdopted`: This must be a whole number/,
      );
      const { letter } = JSON.parse((await dlq('peek', 'small', '--format', 'json')).stdout);
      expect(letter).toMatchObject({
        contentEncoding: 'gzip',
        payload: { petId: 'rex' },
        text: '{"petId": "rex"}',
        body: { data: gzipSync('{"petId": "rex"}').toString('base64') },
      });
      await send('bomb', `{"petId": "${' '.repeat(17 * 1024 * 1024)}"}`);
      const bomb = await dlq('peek', 'bomb');
      expect(bomb).toMatchObject({ exitCode: 0 });
      expect(bomb.stdout).toMatch(/\npayload, [\d,]+ bytes of gzip, which cannot be undone: /);
      expect(bomb.stdout.length).toBeLessThan(5_000);
    },
  );

  test('headers that text cannot stand for come through death and redrive unchanged', async () => {
    world.isOpen = false;
    await sendStrange(world);
    await world.buried(buried + 1);
    await world.subscription.close({ drain: 0 });
    const result = await dlq('redrive', '--reason', 'attempts-exhausted');
    expect(result).toMatchObject({ exitCode: 0, stdout: 'strange\n' });
    expect(await readStrange(world)).toEqual({ body: '{"petId": 9}', headers: STRANGE });
  });
}

const HEADERS = { 'event-id': 'strange', 'event-type': 'PetAdopted' };
const BYTES = Buffer.from([0xff, 0x00, 0xfe]);
/** What is read back, whatever it is on the wire. */
const STRANGE = { bytes: BYTES.toString('hex'), time: 'as it was' };

describeAmqp('dead letters on RabbitMQ', (url) => {
  suite({
    from: url,
    env: { AMQP_URL: url },
    listsGroups: false,
    bus: () => amqpBus({ connect: () => connect(url), log: silent }),
    sendStrange: async ({ address }) => {
      const connection = await connect(url);
      const channel = await connection.createConfirmChannel();
      const headers = {
        ...HEADERS,
        bytes: BYTES,
        time: { '!': 'timestamp', value: 1_700_000_000 },
      };
      channel.publish('Pets.events', address, Buffer.from('{"petId": 9}'), { headers });
      await channel.waitForConfirms();
      await connection.close();
    },
    sendCompressed: async ({ address }, messageId, body) => {
      const connection = await connect(url);
      const channel = await connection.createConfirmChannel();
      const options = { messageId, type: 'PetAdopted', contentEncoding: 'gzip' };
      channel.publish('Pets.events', address, body, options);
      await channel.waitForConfirms();
      await connection.close();
    },
    readStrange: async ({ group, address }) => {
      const connection = await connect(url);
      const channel = await connection.createChannel();
      const message = await channel.get(`${group}.${address}`, { noAck: true });
      await connection.close();
      if (message === false) return undefined;
      const { bytes, time } = message.properties.headers ?? {};
      const isSame = time?.['!'] === 'timestamp' && time.value === 1_700_000_000;
      return {
        body: message.content.toString(),
        headers: { bytes: bytes?.toString('hex'), time: isSame ? 'as it was' : time },
      };
    },
    clean: async ({ groups, address }) => {
      const connection = await connect(url);
      const channel = await connection.createChannel();
      for (const group of groups)
        for (const end of ['', '.dlq']) await channel.deleteQueue(`${group}.${address}${end}`);
      await channel.deleteExchange('Pets.events');
      await connection.close();
    },
  });
});

describeKafkas('dead letters on Kafka', (brokers) => {
  const clientOf = (): Kafka =>
    new Kafka({ clientId: 'dlq-test', brokers: [...brokers], logLevel: logLevel.NOTHING });
  suite({
    from: `kafka://${brokers.join(',')}`,
    env: { KAFKA_BROKERS: brokers.join(',') },
    listsGroups: true,
    bus: () => kafkaBus({ client: clientOf(), log: silent }),
    sendStrange: async ({ address }) => {
      const producer = clientOf().producer();
      await producer.connect();
      const headers = { ...HEADERS, bytes: BYTES, time: ['one', 'two'] };
      const messages = [{ value: '{"petId": 9}', headers }];
      await producer.send({ topic: address, messages });
      await producer.disconnect();
    },
    readStrange: async ({ group, address }) => {
      const consumer = clientOf().consumer({ groupId: `${group}.read`, maxWaitTimeInMs: 100 });
      await consumer.connect();
      await consumer.subscribe({ topic: address, fromBeginning: true });
      const found = await new Promise<KafkaMessage>((resolve) => {
        void consumer.run({
          eachMessage: async ({ message }) => {
            const { headers = {} } = message;
            const isAgain =
              'x-redriven' in headers && headers['event-id']?.toString() === 'strange';
            if (isAgain) resolve(message);
          },
        });
      });
      await consumer.disconnect();
      const { bytes, time } = found.headers ?? {};
      return {
        body: found.value?.toString(),
        headers: {
          bytes: Buffer.isBuffer(bytes) ? bytes.toString('hex') : bytes,
          time: String(time) === 'one,two' ? 'as it was' : String(time),
        },
      };
    },
    clean: async ({ groups, address }) => {
      const admin = clientOf().admin();
      await admin.connect();
      await admin.deleteTopics({
        topics: [address, ...groups.map((group) => `${address}.${group}.dlq`)],
      });
      await admin.disconnect();
    },
  });
});

describe('petevents dlq without a broker', () => {
  const cwd = scratch('cli-dlq');
  writeFileSync(join(cwd, 'pets.yaml'), 'asyncapi: 3.0.0\ninfo: { title: Pets, version: 1.0.0 }\n');
  const list = (env: Record<string, string>, ...args: string[]): Promise<CliResult> =>
    petevents(['dlq', 'list', 'pets.yaml', '-g', 'a', ...args], { cwd, env });

  test.each([
    ['no broker at all', {}, [], 'say which broker: --from kafka://host:9092'],
    ['two brokers', { KAFKA_BROKERS: 'a:1', AMQP_URL: 'amqp://a' }, [], 'are both set'],
    ['a wrong URL', {}, ['--from', 'http://a'], '--from takes kafka://'],
    ['a wrong variable', { AMQP_URL: 'a:1' }, [], 'AMQP_URL takes kafka://'],
    ['a broker that is away', {}, ['--from', 'amqp://127.0.0.1:9'], 'amqp://127.0.0.1:9: '],
    ['Kafka that is away', { KAFKA_BROKERS: '127.0.0.1:9' }, [], 'kafka://127.0.0.1:9: '],
    ['a limit that is no number', {}, ['--limit', 'many'], 'Give a whole number'],
    ['a format that is none', {}, ['--format', 'sarif'], 'Allowed choices are text, json'],
  ])('%s', async (_, env, args, message) => {
    const { exitCode, stdout, stderr } = await list(env, ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test('a group has to be named', async () => {
    const { exitCode, stderr } = await petevents(['dlq', 'list', 'pets.yaml'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--group');
  });

  test('a document with errors is told as validate tells it', async () => {
    writeFileSync(join(cwd, 'bad.yaml'), 'asyncapi: 3.0.0\ninfo: { title: Pets }\n');
    const { exitCode, stdout } = await petevents(
      ['dlq', 'list', 'bad.yaml', '-g', 'a', '--from', 'amqp://127.0.0.1:9'],
      { cwd },
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('--> bad.yaml:2:');
  });
});
