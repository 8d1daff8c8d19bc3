import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import type { Failure } from '../../generated/index.js';
import { httpProblemOf } from '../../generated/runtime/http.js';

/** An answer that is no success: `{ error, code }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(status: ContentfulStatusCode, code: string, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const notFound = (what: string): ApiError =>
  new ApiError(404, 'not-found', `There is no such ${what}.`);

export const invalid = (message: string): ApiError => new ApiError(400, 'invalid', message);

/** What a service refused, as HTTP says it. */
export const refused = ({ code, message }: Failure): ApiError => {
  if (code === 'pet-not-found') return new ApiError(404, code, message);
  return new ApiError(code === 'version-conflict' ? 409 : 400, code, message);
};

/** Every failure in one shape; what is not foreseen is logged and not told. */
export const answerError = (error: Error, c: Context, log: Logger): Response => {
  const known = error instanceof ApiError ? error : httpProblemOf(error);
  if (known === undefined) {
    log.error({ err: error, path: c.req.path }, 'a request failed');
    return c.json({ error: 'Something went wrong here.', code: 'internal' }, 500);
  }
  if (known.retryAfter !== undefined) c.header('Retry-After', String(known.retryAfter));
  return c.json({ error: known.message, code: known.code }, known.status);
};
