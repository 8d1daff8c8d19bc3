import { MAX_BYTES } from '../load/read.js';

/** Reads a stream to its end, or until it is longer than any document may be. */
export async function readUpToLimit(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) break; // the loader refuses it; more would only take memory
  }
  return Buffer.concat(chunks);
}
