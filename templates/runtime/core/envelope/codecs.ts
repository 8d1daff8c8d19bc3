import { isUtf8 } from 'node:buffer';
import { MissingCodecError, TooLargeError } from '../../errors.js';
import type { Codec } from '../../types.js';
import { plainCopy } from './plain-copy.js';

/** Bytes that a payload may have, on both sides. */
export const maxBytes = 16 * 1024 * 1024;

const none = new Uint8Array(0);

/** @throws TypeError when the bytes are not UTF-8 */
const decodeUtf8 = (body: Uint8Array): string => {
  if (!isUtf8(body)) throw new TypeError('the payload is not UTF-8');
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
};

const json: Codec = {
  encode: (payload) => {
    const text: unknown = JSON.stringify(payload);
    return typeof text === 'string' ? Buffer.from(text) : none;
  },
  // No bytes: a message without payload. Its validator decides whether that may be.
  decode: (body): unknown => (body.length === 0 ? undefined : JSON.parse(decodeUtf8(body))),
};

const text: Codec = {
  encode: (payload) => {
    if (payload === undefined) return none;
    if (typeof payload !== 'string') throw new TypeError('a text payload must be a string');
    return Buffer.from(payload);
  },
  decode: decodeUtf8,
};

const bytes: Codec = {
  encode: (payload) => {
    if (payload === undefined) return none;
    if (typeof payload === 'string') return Buffer.from(payload);
    if (!(payload instanceof Uint8Array)) throw new TypeError('a binary payload must be bytes');
    return payload;
  },
  decode: (body) => body,
};

const builtIn = (mediaType: string): Codec | undefined => {
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) return json;
  if (mediaType === 'text/json') return json;
  if (mediaType.startsWith('text/')) return text;
  return mediaType === 'application/octet-stream' ? bytes : undefined;
};

/** A payload as it was when it was sent. */
export interface Snapshot {
  readonly bytes: Uint8Array;
  /** Decoded anew. */
  copy(): unknown;
}

/** Plain data is kept as a copy, other JSON as text; nobody makes bytes until they are wanted. */
class JsonSnapshot implements Snapshot {
  readonly #plain: unknown;
  readonly #text: string | undefined;

  constructor(payload: unknown) {
    this.#plain = plainCopy(payload);
    if (this.#plain !== undefined) return;
    const written: unknown = JSON.stringify(payload);
    this.#text = typeof written === 'string' ? written : undefined;
    // No character takes more than three bytes.
    if (this.#text !== undefined && this.#text.length * 3 > maxBytes) checkSize(this.bytes);
  }

  get bytes(): Uint8Array {
    if (this.#plain !== undefined) return json.encode(this.#plain);
    return this.#text === undefined ? none : Buffer.from(this.#text);
  }

  copy(): unknown {
    if (this.#plain !== undefined) return plainCopy(this.#plain);
    return this.#text === undefined ? undefined : JSON.parse(this.#text);
  }
}

class BytesSnapshot implements Snapshot {
  readonly bytes: Uint8Array;
  readonly #codec: Codec;

  constructor(codec: Codec, payload: unknown) {
    this.#codec = codec;
    this.bytes = codec.encode(payload);
    checkSize(this.bytes);
  }

  copy(): unknown {
    return this.#codec.decode(this.bytes);
  }
}

/** @throws TooLargeError */
const checkSize = (body: Uint8Array): void => {
  if (body.length > maxBytes) throw new TooLargeError(tooLarge(body));
};

/** The codecs of a client, by media type; parameters like `charset` do not matter. */
export class Codecs {
  readonly #own: Readonly<Record<string, Codec>>;
  readonly #known = new Map<string, Codec>();

  constructor(own: Readonly<Record<string, Codec>> = {}) {
    this.#own = own;
  }

  /** @throws MissingCodecError */
  for(contentType: string): Codec {
    let codec = this.#known.get(contentType);
    if (codec === undefined) {
      codec = this.#find(contentType);
      this.#known.set(contentType, codec);
    }
    return codec;
  }

  isJson(contentType: string): boolean {
    return this.for(contentType) === json;
  }

  #find(contentType: string): Codec {
    const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
    const own = Object.hasOwn(this.#own, mediaType) ? this.#own[mediaType] : undefined;
    const codec = own ?? builtIn(mediaType);
    if (codec === undefined) {
      throw new MissingCodecError(
        `nobody said how to encode ${contentType}: pass codecs: { '${mediaType}': { encode, decode } }`,
      );
    }
    return codec;
  }

  /** @throws TooLargeError, MissingCodecError, or what the codec throws */
  encode(contentType: string, payload: unknown): Uint8Array {
    const body = this.for(contentType).encode(payload);
    checkSize(body);
    return body;
  }

  /** @throws TooLargeError, MissingCodecError, or what the codec throws */
  snapshot(contentType: string, payload: unknown): Snapshot {
    const codec = this.for(contentType);
    return codec === json ? new JsonSnapshot(payload) : new BytesSnapshot(codec, payload);
  }

  /** @throws whatever says that the bytes are no such payload */
  decode(contentType: string, body: Uint8Array): unknown {
    if (body.length > maxBytes) throw new RangeError(tooLarge(body));
    return this.for(contentType).decode(body);
  }
}

const tooLarge = (body: Uint8Array): string =>
  `the payload has ${body.length} bytes, ${maxBytes} are allowed`;
