import { createHash, randomUUID } from 'node:crypto';
import type { Context } from 'hono';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The id of the command: the client's `Idempotency-Key`, so that a repeat gets the first answer. */
export const commandId = (c: Context): string => {
  const key = c.req.header('Idempotency-Key');
  if (key === undefined) return randomUUID();
  return uuid.test(key) ? key.toLowerCase() : uuidOf(key);
};

/** An id that follows from another: a repeated request names the same new thing. */
export const derivedId = (id: string, purpose: string): string => uuidOf(`${purpose} ${id}`);

const uuidOf = (text: string): string => {
  const hash = createHash('sha256').update(text).digest('hex');
  const parts = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
  ];
  return [...parts, hash.slice(20, 32)].join('-');
};

/** `X-Correlation-Id` as it came, if it can go into a header again; else a new one. */
export const correlationIdOf = (c: Context): string => {
  const given = c.req.header('X-Correlation-Id') ?? '';
  return /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
};
