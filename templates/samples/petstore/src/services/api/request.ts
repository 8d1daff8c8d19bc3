import type { Context } from 'hono';
import { requestIdOf } from '../../generated/runtime/http.js';
import { uuidFrom } from '../../generated/runtime/ids.js';
import { invalid, notFound } from './errors.js';

/** The id of the command: the client's `Idempotency-Key`, so that a repeat gets the first answer. */
export const commandId = (c: Context): string => requestIdOf(c.req.raw.headers);

/** An id that follows from another: a repeated request names the same new thing. */
export const derivedId = (id: string, purpose: string): string => uuidFrom(`${purpose} ${id}`);

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
