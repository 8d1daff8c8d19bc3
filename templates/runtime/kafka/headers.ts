import type { Headers, HeaderValue } from '../core/transport.js';

/** Kafka's headers are bytes: text as it is, everything else as JSON. */
export const toText = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, textOf(value)] as const),
  );

const textOf = (value: HeaderValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
