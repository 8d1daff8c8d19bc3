import type { RetryPolicy } from '../../contract.js';
import { NonRetryableError, RetryLater } from '../../errors.js';
import { jittered } from '../backoff.js';
import type { BusKind } from '../../types.js';
import { exactWait } from '../waits.js';

/** Promise P6: 5 attempts, 1, 2, 4, 8 s apart, ±50%. */
export const defaultRetry: RetryPolicy = {
  maxAttempts: 5,
  firstDelay: 1_000,
  factor: 2,
  maxDelay: 60_000,
  jitter: 0.5,
  mode: 'blocking',
};

/**
 * Who asks for order by key gets it through retries as well. Else RabbitMQ, which has no order to
 * keep, lets what failed wait in a queue of its own, and holds nothing up.
 */
export const defaultRetryOn = (kind: BusKind, order: 'key' | 'none' | undefined): RetryPolicy =>
  kind === 'amqp' && order !== 'key' ? { ...defaultRetry, mode: 'delayed' } : defaultRetry;

/** A handler took longer than it may. */
export class HandlerTimeoutError extends Error {
  override readonly name = 'HandlerTimeoutError';

  constructor(limit: number) {
    super(`the handler took longer than ${limit} ms`);
  }
}

/** What happens to a message whose handler failed (promise P5). */
export type Verdict =
  | { readonly retryIn: number }
  | { readonly deadLetter: 'non-retryable' | 'attempts-exhausted' | 'handler-timeout' };

/** @param attempt number of the call that failed, from 1 */
export const judge = (error: unknown, attempt: number, policy: RetryPolicy): Verdict => {
  if (error instanceof NonRetryableError) return { deadLetter: 'non-retryable' };
  if (attempt >= policy.maxAttempts) {
    const timedOut = error instanceof HandlerTimeoutError;
    return { deadLetter: timedOut ? 'handler-timeout' : 'attempts-exhausted' };
  }
  if (error instanceof RetryLater) return { retryIn: Math.max(0, error.delay) || 0 };
  return { retryIn: retryDelay(attempt, policy) };
};

/**
 * Milliseconds to wait after the failed call `attempt`; the cap holds after the jitter. What waits
 * on the broker has no jitter: there is a place for each wait.
 */
export const retryDelay = (
  attempt: number,
  policy: RetryPolicy,
  random: () => number = Math.random,
): number => {
  if (policy.mode === 'delayed') return exactWait(attempt, policy);
  const delay = policy.firstDelay * policy.factor ** (attempt - 1);
  return Math.min(jittered(delay, policy.jitter, random), policy.maxDelay);
};
