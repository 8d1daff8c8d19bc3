import { Buffer } from 'node:buffer';
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from 'node:zlib';

interface ContentEncoding {
  readonly compress: (body: Uint8Array) => Buffer;
  readonly inflate: (body: Uint8Array, limits: { readonly maxOutputLength: number }) => Buffer;
}

const ENCODINGS: ReadonlyMap<unknown, ContentEncoding> = new Map<unknown, ContentEncoding>([
  ['gzip', { compress: (body) => gzipSync(body), inflate: gunzipSync }],
  ['deflate', { compress: (body) => deflateSync(body), inflate: inflateSync }],
  ['br', { compress: (body) => brotliCompressSync(body), inflate: brotliDecompressSync }],
]);

/** A view on the same memory, as amqplib wants it. */
const asBuffer = (body: Uint8Array): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

/** Compresses as the message's binding `contentEncoding` says; other encodings are only named. */
export const encodeContent = (body: Uint8Array, encoding: string | undefined): Buffer =>
  ENCODINGS.get(encoding)?.compress(body) ?? asBuffer(body);

/**
 * Undoes a compression. Programs write all sorts of things into this property (`utf-8`): what is no
 * compression is left alone.
 * @throws RangeError above `limit` bytes, Error for data that is no such compression
 */
export const decodeContent = (body: Uint8Array, encoding: unknown, limit: number): Uint8Array =>
  ENCODINGS.get(encoding)?.inflate(body, { maxOutputLength: limit }) ?? body;
