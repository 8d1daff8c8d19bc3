import amqp from 'amqplib';
import { afterAll } from 'vitest';
import type { AmqpConnection } from '../../templates/runtime/amqp/client.js';
import { amqpBus } from '../../templates/runtime/amqp.js';
import { amqpUrl } from '../brokers/available.js';
import { contractSuite } from './suite.js';

const url = amqpUrl();
const hint = 'start RabbitMQ: export $(test/brokers/rabbitmq start)';
if (url === undefined) console.warn(`skipped: contract: AMQP: ${hint}`);
const queues = new Set<string>();

/** Notes the queues that the suite makes, so that they can be deleted: their names are new each time. */
const connect = async (): Promise<AmqpConnection> => {
  const connection = await amqp.connect(url ?? '');
  const createChannel = connection.createChannel.bind(connection);
  connection.createChannel = async (options) => {
    const channel = await createChannel(options);
    const assertQueue = channel.assertQueue.bind(channel);
    channel.assertQueue = (queue, more) => {
      if (queue !== undefined) queues.add(queue);
      return assertQueue(queue, more);
    };
    return channel;
  };
  return connection;
};

/** What a queue holds now, read with the plain client; closing the channel leaves it there. */
const bodiesOf = async (queue: string): Promise<readonly Uint8Array[]> => {
  const connection = await amqp.connect(url ?? '');
  const channel = await connection.createChannel();
  const bodies: Uint8Array[] = [];
  for (let got = await channel.get(queue); got !== false; got = await channel.get(queue)) {
    bodies.push(got.content);
  }
  await connection.close();
  return bodies;
};

contractSuite('AMQP', {
  makeBus: (options) => amqpBus({ ...options, connect }),
  unavailable: url === undefined ? hint : undefined,
  deadLetters: (_, group, address) => bodiesOf(`${group}.${address}.dlq`),
});

afterAll(async () => {
  if (url === undefined) return;
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  for (const queue of queues) await channel.deleteQueue(queue);
  await connection.close();
});
