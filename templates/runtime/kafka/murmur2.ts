import { Buffer } from 'node:buffer';

const seed = 0x9747b28c;
const factor = 0x5bd1e995;

/** MurmurHash2, 32 bits, as `org.apache.kafka.common.utils.Utils.murmur2`. Signed. */
export function murmur2(data: Uint8Array, length = data.length): number {
  const whole = length - (length % 4);
  let hash = seed ^ length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(read(data, at + 3, at), factor);
    hash = Math.imul(hash, factor) ^ Math.imul(mixed ^ (mixed >>> 24), factor);
  }
  return finish(whole === length ? hash : Math.imul(hash ^ read(data, length - 1, whole), factor));
}

/** Up to four bytes as one number, the last byte highest. */
function read(data: Uint8Array, last: number, first: number): number {
  let value = 0;
  for (let at = last; at >= first; at -= 1) value = (value << 8) | (data[at] ?? 0);
  return value;
}

function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), factor);
  return mixed ^ (mixed >>> 15);
}

/** Keys are written here to be hashed; a UTF-16 unit has at most three bytes of UTF-8. */
const scratch = Buffer.alloc(3 * 1024);

function hashOf(key: string | Uint8Array): number {
  if (typeof key !== 'string') return murmur2(key);
  if (key.length * 3 > scratch.length) return murmur2(Buffer.from(key));
  return murmur2(scratch, scratch.write(key));
}

/** The partition that the Java client picks for a key; text counts as UTF-8. */
export const partitionOf = (key: string | Uint8Array, partitions: number): number =>
  (hashOf(key) & 0x7fffffff) % partitions;
