import { randomFillSync } from 'node:crypto';

/** ASCII codes of the hexadecimal digits. */
const digits = Buffer.from('0123456789abcdef');

/** Random bytes are fetched for many ids at once: one call of the system costs more than an id. */
const pool = new Uint8Array(8 * 1024);
let used = pool.length;

/** The id is written here, then becomes one flat string. */
const text = Buffer.from('00000000-0000-7000-8000-000000000000');

/** Where the random digits stand: all after the version, but the variant and the dashes. */
const places = [15, 16, 17, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35];
const variantPlace = 19;

let writtenTime = -1;

/** The 48 bits of time, written once for all ids of the same millisecond. */
const writeTime = (now: number): void => {
  if (now === writtenTime) return;
  const hex = now.toString(16).padStart(12, '0');
  text.write(`${hex.slice(0, 8)}-${hex.slice(8, 12)}`, 0, 'latin1');
  writtenTime = now;
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
  writeTime(now);
  for (let index = 0; index < places.length; index += 1) {
    const byte = pool[used + (index >> 1)] ?? 0;
    text[places[index] ?? 0] = digits[index % 2 === 0 ? byte >> 4 : byte & 15] ?? 0;
  }
  text[variantPlace] = digits[8 | ((pool[used + 9] ?? 0) & 3)] ?? 0;
  used += 10;
  return text.toString('latin1');
};
