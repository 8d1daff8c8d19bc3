import { Buffer } from 'node:buffer';

/** What amqplib can encode at most in one table, in bytes. */
const ENCODER_LIMIT = 65_536;
/** Everything in a header frame but the headers: ten properties of up to 256 bytes, and flags. */
const PROPERTIES = 3_000;
/** A value that is neither text, list nor table, with its tag. */
const SCALAR = 9;
const LENGTH = 5;

/**
 * Tells whether headers fit one frame: AMQP cannot split them, and RabbitMQ answers a frame that is
 * too large by closing the connection, with everything on it.
 */
export const headersFit = (
  headers: Readonly<Record<string, unknown>>,
  frameMax: number,
): boolean => {
  const limit = Math.min(frameMax - PROPERTIES, ENCODER_LIMIT - LENGTH);
  // A UTF-16 unit is at most three bytes of UTF-8: small headers need no counting.
  return sizeOf(headers, guess) <= limit || sizeOf(headers, count) <= limit;
};

const count = (text: string): number => Buffer.byteLength(text);
const guess = (text: string): number => text.length * 3;

const sizeOf = (value: unknown, bytes: (text: string) => number): number => {
  if (typeof value === 'string') return LENGTH + bytes(value);
  if (typeof value !== 'object' || value === null) return SCALAR;
  let size = LENGTH;
  if (Array.isArray(value)) {
    for (const item of value) size += sizeOf(item, bytes);
    return size;
  }
  for (const name of Object.keys(value)) {
    size += 1 + bytes(name) + sizeOf(Reflect.get(value, name), bytes);
  }
  return size;
};
