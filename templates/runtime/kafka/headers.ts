import { Buffer, isUtf8 } from 'node:buffer';
import { put } from '../core/own.js';
import type { Headers, HeaderValue } from '../core/transport.js';
import type { DriverHeader, ReceivedRecord } from './driver.js';

/** Kafka's headers are bytes: text as it is, everything else as JSON. */
export function toText(headers: Headers): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(headers)) put(texts, name, textOf(headers[name] ?? null));
  return texts;
}

const textOf = (value: HeaderValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** What kafkajs has for a header. */
export type RawHeader = DriverHeader | undefined;

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

/** Of those headers, the ones that `fromRaw` cannot keep whole. */
export function notAsText(
  headers: Readonly<Record<string, RawHeader>>,
): Record<string, DriverHeader> {
  const others: Record<string, DriverHeader> = {};
  for (const name of Object.keys(headers)) {
    const content = headers[name];
    const isText = typeof content === 'string' || (Buffer.isBuffer(content) && isUtf8(content));
    if (content !== undefined && !isText) put(others, name, content);
  }
  return others;
}

/** The headers of a copy of a record: what nobody changed is written as it came. */
export function copyHeaders(
  headers: Headers,
  { headers: read, rawHeaders = {} }: Pick<ReceivedRecord, 'headers' | 'rawHeaders'>,
): Record<string, DriverHeader> {
  const copy: Record<string, DriverHeader> = toText(headers);
  for (const name of Object.keys(rawHeaders)) {
    const raw = rawHeaders[name];
    if (raw !== undefined && copy[name] === read[name]) put(copy, name, raw);
  }
  return copy;
}
