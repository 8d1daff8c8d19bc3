import { NoAnswerError } from '../errors.js';
import type { AmqpChannel, AmqpConfirmChannel, AmqpConnection } from './client.js';

/**
 * Milliseconds that the broker gets to answer a request. It needs a few for most, and seconds at worst
 * for a new quorum queue. RabbitMQ 3.10 leaves who consumes from a quorum queue without a leader
 * waiting for 65 s, and then closes the whole connection (541).
 */
export const ANSWER_LIMIT = 10_000;

export interface AnswerOptions {
  /** Milliseconds. */
  readonly limit: number;
  /** The broker reads nothing now, and has said so: that is no fault. */
  readonly isBlocked: () => boolean;
  /** A request on the channel to send was not answered, which says that nothing of it works. */
  readonly onMute: (reason: Error) => void;
}

/**
 * A connection whose requests, and those on its channels, reject when the broker does not answer in
 * time; amqplib waits for ever. What comes later is ignored: the channel is to be closed.
 */
export const withAnswers = (connection: AmqpConnection, options: AnswerOptions): AmqpConnection => {
  const open = <Channel>(channel: Promise<Channel>): Promise<Channel> =>
    answered('channel.open', channel, options);
  return {
    on: (event, listener) => connection.on(event, listener),
    connection: connection.connection,
    createChannel: async () => channelWithAnswers(await open(connection.createChannel()), options),
    createConfirmChannel: async () =>
      confirmChannelWithAnswers(await open(connection.createConfirmChannel()), options),
    close: () => connection.close(),
  };
};

const channelWithAnswers = (channel: AmqpChannel, options: AnswerOptions): AmqpChannel => {
  const ask = <Answer>(request: string, name: string, answer: Promise<Answer>): Promise<Answer> =>
    answered(`${request} "${name}"`, answer, options);
  return {
    on: (event, listener) => channel.on(event, listener),
    assertExchange: (name, type, more) =>
      ask('exchange.declare', name, channel.assertExchange(name, type, more)),
    checkExchange: (name) => ask('exchange.declare', name, channel.checkExchange(name)),
    assertQueue: (name, more) => ask('queue.declare', name, channel.assertQueue(name, more)),
    checkQueue: (name) => ask('queue.declare', name, channel.checkQueue(name)),
    bindQueue: (name, exchange, key, args) =>
      ask('queue.bind', name, channel.bindQueue(name, exchange, key, args)),
    prefetch: (count) => answered('basic.qos', channel.prefetch(count), options),
    consume: (name, onMessage, more) =>
      ask('basic.consume', name, channel.consume(name, onMessage, more)),
    cancel: (tag) => ask('basic.cancel', tag, channel.cancel(tag)),
    get: (name, more) => ask('basic.get', name, channel.get(name, more)),
    ack: (message, allUpTo) => channel.ack(message, allUpTo),
    nack: (message, allUpTo, requeue) => channel.nack(message, allUpTo, requeue),
    close: () => channel.close(),
  };
};

const confirmChannelWithAnswers = (
  channel: AmqpConfirmChannel,
  options: AnswerOptions,
): AmqpConfirmChannel => ({
  ...channelWithAnswers(channel, options),
  consume: (name, onMessage, more) => {
    const consuming = channel.consume(name, onMessage, more);
    return answered(`basic.consume "${name}"`, consuming, options).catch((error: unknown) => {
      if (error instanceof NoAnswerError) options.onMute(error);
      throw error;
    });
  },
  publish: (...message) => channel.publish(...message),
});

const answered = <Answer>(
  request: string,
  answer: Promise<Answer>,
  { limit, isBlocked }: AnswerOptions,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const wait = (): NodeJS.Timeout => setTimeout(giveUp, limit);
    const giveUp = (): void => {
      if (isBlocked()) timer = wait();
      else reject(new NoAnswerError(`${request}: RabbitMQ did not answer within ${limit} ms`));
    };
    let timer = wait();
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
