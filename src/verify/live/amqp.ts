import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { AmqpProperties } from '../../../templates/runtime/amqp/client.js';
import { decodeContent } from '../../../templates/runtime/amqp/encoding.js';
import { incomingHeaders, KEY_HEADER } from '../../../templates/runtime/amqp/properties.js';
import { PeteventsError } from '../../diagnostic.js';
import { MAX_RECORD } from '../lines.js';
import { amqpConnector } from '../../brokers/amqp-client.js';
import type { AmqpBroker } from '../../brokers/amqp-client.js';
import { brokerError } from '../../brokers/client.js';
import type { LiveMessage, OnMessage, SampleOptions } from './sample.js';
import { Wait } from './wait.js';

const NO_QUEUE =
  '--queue is refused: messages that are read from a queue are missing to its consumers, and those ' +
  'that are put back count as redelivered (x-delivery-limit may drop them). Read the exchange that ' +
  'feeds it instead, through a queue of our own: --exchange <name> --routing-key <pattern>';

/**
 * Reads what an exchange routes from now on, through a queue of our own that goes away with the
 * connection. Queues of consumers are not touched.
 *
 * @throws PeteventsError when the client is not installed, or the broker refuses
 */
export async function sampleAmqp(
  broker: AmqpBroker,
  options: SampleOptions,
  onMessage: OnMessage,
): Promise<void> {
  if (options.queue !== undefined) throw new PeteventsError(NO_QUEUE);
  const { exchange } = options;
  if (exchange === undefined) throw new PeteventsError('--from amqp:// needs --exchange');
  const connect = await amqpConnector(broker, options.cwd);
  let connection: ChannelModel | undefined;
  try {
    connection = await connect();
    await listen(connection, { broker, exchange, options, onMessage });
  } catch (error) {
    throw brokerError(broker.shown, error);
  } finally {
    await connection?.close().catch(() => undefined);
  }
}

interface Listening {
  readonly broker: AmqpBroker;
  readonly exchange: string;
  readonly options: SampleOptions;
  readonly onMessage: OnMessage;
}

async function listen(connection: ChannelModel, listening: Listening): Promise<void> {
  const { exchange, options } = listening;
  const channel = await connection.createChannel();
  const broken = new Promise<never>((_, reject) => {
    for (const each of [connection, channel]) each.on('error', reject);
  });
  // Somebody waits for it only while messages come; before, the calls themselves fail.
  broken.catch(() => undefined);
  await channel.checkExchange(exchange);
  const { queue } = await channel.assertQueue('', {
    exclusive: true,
    autoDelete: true,
    durable: false,
    // What we are too slow for is dropped and does not fill the broker.
    arguments: { 'x-max-length': options.last, 'x-overflow': 'drop-head' },
  });
  await channel.bindQueue(queue, exchange, options.routingKey ?? '#');
  await Promise.race([broken, consume(channel, queue, listening)]);
}

async function consume(channel: Channel, queue: string, listening: Listening): Promise<void> {
  const { options, onMessage } = listening;
  const wait = new Wait(options.waitMs);
  let count = 0;
  const receive = (message: ConsumeMessage | null): void => {
    if (message === null || count >= options.last) return;
    onMessage(liveMessage(message, ++count, listening));
    if (count === options.last) wait.finish();
  };
  try {
    await channel.consume(queue, receive, { noAck: true, exclusive: true });
    options.onReady?.();
    await wait.ended;
  } finally {
    wait.finish();
  }
}

function liveMessage(
  { content, fields, properties }: ConsumeMessage,
  count: number,
  { broker, exchange }: Listening,
): LiveMessage {
  const own: AmqpProperties = properties;
  const headers = incomingHeaders(own);
  const key = headers[KEY_HEADER];
  return {
    uri: `${broker.shown}/${exchange}/${fields.routingKey}/${count}`,
    address: fields.routingKey,
    body: inflated(content, own.contentEncoding),
    headers,
    ...(typeof key === 'string' ? { key } : {}),
  };
}

/** A body whose encoding cannot be undone is no JSON either: it is shown as it is. */
function inflated(content: Uint8Array, encoding: unknown): Uint8Array {
  try {
    return decodeContent(content, encoding, MAX_RECORD);
  } catch {
    return content;
  }
}
