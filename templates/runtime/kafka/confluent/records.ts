import { Buffer } from 'node:buffer';
import { put } from '../../core/own.js';
import type { DriverHeader, DriverRecord, ReceivedRecord } from '../driver.js';
import { fromRaw, notAsText } from '../headers.js';
import type { Message } from './client.js';

/** A record as the library has it. Its headers are read when it is its turn. */
export class ConfluentRecord implements ReceivedRecord {
  readonly offset: bigint;
  readonly #message: Message;

  constructor(message: Message) {
    this.offset = BigInt(message.offset);
    this.#message = message;
  }

  get key(): Uint8Array | undefined {
    const { key } = this.#message;
    return typeof key === 'string' ? Buffer.from(key) : (key ?? undefined);
  }

  get value(): Uint8Array {
    return this.#message.value ?? noBytes;
  }

  get headers(): Readonly<Record<string, string>> {
    return fromRaw(this.#all);
  }

  get rawHeaders(): Readonly<Record<string, DriverHeader>> {
    return notAsText(this.#all);
  }

  get #all(): Record<string, DriverHeader> {
    const all: Record<string, DriverHeader> = {};
    for (const header of this.#message.headers ?? []) {
      // The library assigns: this name is then no key, but reading it gives what was assigned.
      const name = Object.keys(header)[0] ?? '__proto__';
      const content = header[name];
      if (content === undefined) continue;
      const before = Object.hasOwn(all, name) ? all[name] : undefined;
      put(all, name, before === undefined ? content : [before, content].flat());
    }
    return all;
  }

  get timestamp(): number {
    return this.#message.timestamp ?? 0;
  }
}

const noBytes = new Uint8Array();

export const toBuffer = (bytes: Uint8Array | string): Buffer => {
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

/** Headers as the library writes them: one name each. */
export const toHeaders = (headers: DriverRecord['headers']): Record<string, Buffer | string>[] =>
  Object.entries(headers).flatMap(([name, content]) =>
    [content].flat().map((bytes) => ({ [name]: bytes })),
  );
