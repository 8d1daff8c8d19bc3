import { own } from '../core/own.js';
import { roundUp } from '../core/waits.js';
import { short } from './address.js';
import type { AmqpProperties } from './client.js';
import type { Queue } from './topology.js';

/** A queue that nobody consumes: what failed waits there, and RabbitMQ moves it back. */
export interface RetryQueue extends Queue {
  /** Milliseconds. */
  readonly wait: number;
}

/** Looking at a message counts as a delivery: browsing must not lose it. */
export const DEAD_LETTER_LIMIT = 1_000_000;

/**
 * One queue for each wait: in a shared one a message sits behind those that wait longer.
 * @throws TooLargeError for a name above 255 bytes
 */
export const retryQueues = (queue: string, waits: readonly number[]): RetryQueue[] =>
  waits.map((wait) => retryQueue(queue, wait));

const retryQueue = (queue: string, wait: number): RetryQueue => ({
  name: short(`${prefixOf(queue)}${wait}`, 'queue of retries'),
  wait,
  options: {
    durable: true,
    exclusive: false,
    autoDelete: false,
    arguments: {
      'x-queue-type': 'quorum',
      'x-message-ttl': wait,
      'x-delivery-limit': DEAD_LETTER_LIMIT,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': queue,
      // At least once holds only together with reject-publish; alone it is accepted and does not.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  },
});

const prefixOf = (queue: string): string => `${queue}.retry.`;

/** The queue for a wait: the shortest that is long enough, else the longest. */
export const retryQueueFor = (
  queues: readonly RetryQueue[],
  wait: number,
): RetryQueue | undefined => {
  const rounded = roundUp(
    queues.map((one) => one.wait),
    wait,
  );
  return queues.find((one) => one.wait === rounded);
};

/**
 * Whether RabbitMQ moved the message here from a queue of retries, also from one that the policy of
 * an earlier version had. Our copies carry no earlier `x-death`.
 */
export const hasWaited = ({ headers }: AmqpProperties, queue: string): boolean => {
  const deaths = headers?.['x-death'];
  if (!Array.isArray(deaths)) return false;
  const from = own(deaths[0], 'queue');
  return typeof from === 'string' && from.startsWith(prefixOf(queue));
};
