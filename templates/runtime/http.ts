import {
  DeliveryError,
  InvalidMessageError,
  NoAnswerError,
  RequestTimeoutError,
} from './errors.js';

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
