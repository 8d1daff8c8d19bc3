import { randomFillSync } from 'node:crypto';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Random bytes are fetched for many ids at once: one call of the system costs more than an id. */
const pool = new Uint8Array(8 * 1024);
let used = pool.length;

let prefixTime = -1;
let prefix = '';

const byte = (offset: number): string => hex[pool[used + offset] ?? 0] ?? '00';

/** The 48 bits of time, written once for all ids of the same millisecond. */
const timePrefix = (now: number): string => {
  if (now !== prefixTime) {
    const digits = now.toString(16).padStart(12, '0');
    prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
    prefixTime = now;
  }
  return prefix;
};

/**
 * A UUIDv7 (RFC 9562, section 5.7): sorts by time, 74 random bits.
 * @param now milliseconds since 1970
 */
export const uuidv7 = (now: number): string => {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const rest = byte(0).slice(1) + byte(1);
  const variant = hex[((pool[used + 2] ?? 0) & 0x3f) | 0x80] ?? '80';
  const id =
    `${timePrefix(now)}${rest}-${variant}${byte(3)}-` +
    `${byte(4)}${byte(5)}${byte(6)}${byte(7)}${byte(8)}${byte(9)}`;
  used += 10;
  return id;
};
