import { randomUUID } from 'node:crypto';
import {
  DeliveryError,
  InvalidMessageError,
  NoAnswerError,
  RequestTimeoutError,
} from './errors.js';
import { uuidFrom } from './ids.js';
import type { MessageContext } from './types.js';
import { isUuid } from './validation/uuid.js';

/** An error of the run time as HTTP says it. */
export interface HttpProblem {
  readonly status: 400 | 503 | 504;
  readonly code: 'invalid' | 'unavailable' | 'no-answer';
  /** For the client: it names faults of the client's, and tells nothing of the broker. */
  readonly message: string;
  /** Seconds, for `Retry-After`. */
  readonly retryAfter?: number;
}

/** What an HTTP API answers when the run time throws; `undefined` for an error that is not its own. */
export const httpProblemOf = (error: unknown): HttpProblem | undefined => {
  if (error instanceof InvalidMessageError) {
    const faults = error.issues.map(({ path, message }) => `${path.slice(1)} ${message}`.trim());
    return { status: 400, code: 'invalid', message: faults.join('; ') };
  }
  if (error instanceof RequestTimeoutError) {
    const message = 'No answer in time. It may have been done all the same.';
    return { status: 504, code: 'no-answer', message };
  }
  if (error instanceof NoAnswerError) {
    const message = 'The broker does not answer. Nothing was done; try again when it is back.';
    return { status: 504, code: 'no-answer', message };
  }
  if (error instanceof DeliveryError) {
    const message = 'This cannot be sent now. Try again soon.';
    return { status: 503, code: 'unavailable', message, retryAfter: 2 };
  }
  return undefined;
};

/** The headers of a request; those of the Fetch standard fit. */
export interface RequestHeaders {
  get(name: string): string | null;
}

/**
 * What a request sets off, for `bus.withContext`: `X-Correlation-Id` as it came, if it can go into a
 * header again, else a new one; and the trace that it belongs to.
 */
export const messageContextOf = (headers: RequestHeaders): MessageContext => {
  const given = headers.get('X-Correlation-Id') ?? '';
  const correlationId = /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
  const [traceparent, tracestate] = [headers.get('traceparent'), headers.get('tracestate')];
  return {
    correlationId,
    ...(traceparent !== null && { traceparent }),
    ...(tracestate !== null && { tracestate }),
  };
};

/** The id of what a request orders: by its `Idempotency-Key`, so that a repeat is known; else a new one. */
export const requestIdOf = (headers: RequestHeaders): string => {
  const key = headers.get('Idempotency-Key');
  if (key === null) return randomUUID();
  return isUuid(key) ? key.slice(-36).toLowerCase() : uuidFrom(key);
};
