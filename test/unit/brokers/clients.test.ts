import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { amqpConnector } from '../../../src/brokers/amqp-client.js';
import { brokerError } from '../../../src/brokers/client.js';
import { brokerOf } from '../../../src/brokers/broker.js';
import { kafkaClient } from '../../../src/brokers/kafka-client.js';
import { scratch } from '../../support/paths.js';

/** A project whose clients tell what they were made with. */
const cwd = scratch('broker-clients');
const install = (name: string, code: string): void => {
  const folder = join(cwd, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, main: 'index.cjs' }));
  writeFileSync(join(folder, 'index.cjs'), code);
};
install('kafkajs', 'exports.Kafka = class { constructor(config) { this.config = config; } };');
install('amqplib', 'exports.connect = async (url) => ({ url });');

async function kafkaConfig(url: string): Promise<unknown> {
  const broker = brokerOf(url);
  if (broker.kind !== 'kafka') throw new Error(url);
  const client: unknown = await kafkaClient(broker, { cwd, clientId: 'test' });
  return (client as { readonly config: unknown }).config;
}

async function amqpUrl(url: string): Promise<unknown> {
  const broker = brokerOf(url);
  if (broker.kind !== 'amqp') throw new Error(url);
  const connection: unknown = await (await amqpConnector(broker, cwd))();
  return (connection as { readonly url: unknown }).url;
}

describe('the URL of a broker', () => {
  it.each([
    ['kafka://one', { brokers: ['one:9092'], ssl: false }],
    ['kafka://one,two:9093', { brokers: ['one:9092', 'two:9093'], ssl: false }],
    ['kafkas://one:9094', { brokers: ['one:9094'], ssl: true }],
    [
      'kafkas://me:se%40cr%2Fet:1@one',
      {
        brokers: ['one:9092'],
        ssl: true,
        sasl: { mechanism: 'plain', username: 'me', password: 'se@cr/et:1' },
      },
    ],
    [
      'kafkas://me:secret@one:9096,two:9096?mechanism=scram-sha-512',
      {
        brokers: ['one:9096', 'two:9096'],
        ssl: true,
        sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'secret' },
      },
    ],
    [
      'kafka://me:secret@one/?mechanism=SCRAM-SHA-256',
      { sasl: { mechanism: 'scram-sha-256', username: 'me', password: 'secret' } },
    ],
    [
      'kafka://me:secret@one',
      {
        brokers: ['one:9092'],
        ssl: false,
        sasl: { mechanism: 'plain', username: 'me', password: 'secret' },
      },
    ],
  ])('%s is what kafkajs connects with', async (url, wanted) => {
    const config = (await kafkaConfig(url)) as Record<string, unknown>;
    expect(config).toMatchObject({ clientId: 'test', ...wanted });
    expect('sasl' in config).toBe('sasl' in wanted);
  });

  it.each(['amqp://localhost', 'amqps://me:se%40cret@rabbit.example:5671/shop?heartbeat=5'])(
    '%s is what amqplib connects to',
    async (url) => expect(await amqpUrl(url)).toBe(url),
  );

  it.each([
    ['kafkas://me:secret@one:9094', 'kafkas://one:9094'],
    ['amqps://me:secret@one/shop', 'amqps://one/shop'],
  ])('%s is shown without its login', (url, shown) => {
    expect(brokerOf(url).shown).toBe(shown);
  });

  it.each([
    'kafka://me:secret@one?mechanism=gssapi',
    'kafka://me:secret@one?mechanism=plain&acks=1',
    'kafka://one/pets',
  ])('%s is refused, as it would be half obeyed', (url) => {
    expect(() => brokerOf(url)).toThrow(
      '--from: behind the hosts of Kafka stands nothing, or ?mechanism= and one of plain, scram-sha-256, scram-sha-512',
    );
  });

  it.each(['amqp://me:se@cret@one', 'kafka://me:se/cret@one', 'amqp://me:se/cr@et@one/shop'])(
    '%s is refused, and nothing of the password shown',
    (url) => {
      expect(() => brokerOf(url)).toThrow(
        '--from: write @ and / in a user name or password as %40 and %2F',
      );
    },
  );
});

describe('the refusal of a broker', () => {
  // As kafkajs and amqplib word them.
  it.each([
    ['Connection error: unable to verify the first certificate', /NODE_EXTRA_CA_CERTS/],
    ['self-signed certificate in certificate chain', /NODE_EXTRA_CA_CERTS/],
    ['Closed connection', /kafkas:/],
    ['Socket closed abruptly during opening handshake', /amqps:/],
  ])('%s: says what to try', (reason, remedy) => {
    const { message } = brokerError('kafkas://one:9094', new Error(reason));
    expect(message).toMatch(remedy);
    expect(message).toContain(`kafkas://one:9094: ${reason}; `);
  });

  it('is told as it is where the cause may be anything', () => {
    const { message } = brokerError('amqp://one', new Error('ACCESS_REFUSED'));
    expect(message).toBe('amqp://one: ACCESS_REFUSED');
  });
});
