import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Failure } from '../../generated/schemas/failure.js';
import { DeliveryError, RequestTimeoutError } from '../../generated/runtime/errors.js';
import type { Validator } from '../../generated/runtime/validator.js';
import type { Logger } from '../../kernel/log.js';

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

/** The body as the schema wants it. @throws ApiError 400 that names each fault */
export const validBody = <T>(validator: Validator<T>, body: object): T => {
  const issues = validator.issues(body);
  if (issues.length === 0) return validator.parse(body);
  throw invalid(issues.map(({ path, message }) => `${path.slice(1)} ${message}`.trim()).join('; '));
};

/** A JSON object. @throws ApiError 400 */
export const jsonBody = async (c: Context): Promise<Readonly<Record<string, unknown>>> => {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The body has to be a JSON object.');
  }
  return { ...body };
};

/** A uuid of the path. @throws ApiError 404: nothing has another kind of id */
export const idOf = (c: Context, name: string, what: string): string => {
  const id = c.req.param(name) ?? '';
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) throw notFound(what);
  return id;
};

/** Every failure in one shape; what is not foreseen is logged and not told. */
export const answerError = (error: Error, c: Context, log: Logger): Response => {
  const known = error instanceof ApiError ? error : fromDelivery(error);
  if (known === undefined) {
    log.error({ error, path: c.req.path }, 'a request failed');
    return c.json({ error: 'Something went wrong here.', code: 'internal' }, 500);
  }
  if (known.retryAfter !== undefined) c.header('Retry-After', String(known.retryAfter));
  return c.json({ error: known.message, code: known.code }, known.status);
};

const fromDelivery = (error: Error): ApiError | undefined => {
  if (error instanceof RequestTimeoutError) {
    return new ApiError(504, 'no-answer', 'No answer in time. It may have been done all the same.');
  }
  if (error instanceof DeliveryError) return new ApiError(503, 'unavailable', error.message, 2);
  return undefined;
};
