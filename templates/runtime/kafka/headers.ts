import type { Buffer } from 'node:buffer';
import { put } from '../core/own.js';
import type { Headers, HeaderValue } from '../core/transport.js';

/** Kafka's headers are bytes: text as it is, everything else as JSON. */
export function toText(headers: Headers): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) put(texts, name, textOf(headers[name] ?? null));
  return texts;
}

const textOf = (value: HeaderValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** What kafkajs has for a header: a name may occur several times. */
export type RawHeader = Buffer | string | (Buffer | string)[] | undefined;

/** Reads headers as UTF-8; of a name that occurs several times the last counts, as in Java. */
export function fromRaw(headers: Readonly<Record<string, RawHeader>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const content = headers[name];
    const last = Array.isArray(content) ? content.at(-1) : content;
    if (last !== undefined) put(texts, name, last.toString());
  }
  return texts;
}
