import type { Buffer } from 'node:buffer';
import type { Headers, HeaderValue } from '../core/transport.js';

/** Kafka's headers are bytes: text as it is, everything else as JSON. */
export function toText(headers: Headers): Record<string, string> {
  const texts = noTexts();
  for (const name of Object.keys(headers)) texts[name] = textOf(headers[name] ?? null);
  return texts;
}

/** Without a prototype, so that a header may be called `__proto__`. */
const noTexts = (): Record<string, string> => Object.create(null) as Record<string, string>;

const textOf = (value: HeaderValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** What kafkajs has for a header: a name may occur several times. */
export type RawHeader = Buffer | string | (Buffer | string)[] | undefined;

/** Reads headers as UTF-8; of a name that occurs several times the last counts, as in Java. */
export function fromRaw(headers: Readonly<Record<string, RawHeader>>): Record<string, string> {
  const texts = noTexts();
  for (const name of Object.keys(headers)) {
    const content = headers[name];
    const last = Array.isArray(content) ? content.at(-1) : content;
    if (last !== undefined) texts[name] = last.toString();
  }
  return texts;
}
