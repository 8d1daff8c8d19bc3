const seed = 0x9747b28c;
const factor = 0x5bd1e995;

/** MurmurHash2, 32 bits, as `org.apache.kafka.common.utils.Utils.murmur2`. Signed. */
export function murmur2(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const whole = data.length - (data.length % 4);
  let hash = seed ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(view.getInt32(at, true), factor);
    hash = Math.imul(hash, factor) ^ Math.imul(mixed ^ (mixed >>> 24), factor);
  }
  return finish(mixTail(hash, data, whole));
}

function mixTail(hash: number, data: Uint8Array, from: number): number {
  if (from === data.length) return hash;
  let tail = 0;
  for (let at = data.length - 1; at >= from; at -= 1) tail = (tail << 8) | (data[at] ?? 0);
  return Math.imul(hash ^ tail, factor);
}

function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), factor);
  return mixed ^ (mixed >>> 15);
}

/** The partition that the Java client picks for a key. */
export const partitionOf = (key: Uint8Array, partitions: number): number =>
  (murmur2(key) & 0x7fffffff) % partitions;
