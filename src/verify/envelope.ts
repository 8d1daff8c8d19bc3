import { ownValue } from '../load/own.js';

/** Whether a record holds a message around its payload. `auto` decides for each record. */
export type EnvelopeMode = 'auto' | 'always' | 'never';

export const envelopeModes = ['auto', 'always', 'never'] as const;

/** A message as it was recorded, or the bare payload of one. */
export interface Recorded {
  readonly payload: unknown;
  /** Missing: nobody recorded them, so they are not checked. */
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly key?: unknown;
  readonly contentType?: string;
  /** JSON Pointers in front of those of the parts; empty for a bare payload. */
  readonly isEnveloped: boolean;
}

/** What an envelope may say; anything else beside `payload` makes the record a bare payload. */
const FIELDS: ReadonlySet<string> = new Set([
  ...['payload', 'headers', 'key', 'contentType'],
  // Said by tools that record, and of no concern to a contract.
  ...['name', 'summary', 'topic', 'partition', 'offset', 'timestamp', 'exchange', 'routingKey'],
]);

/** Whether a record can only be read as an envelope, unless a payload has a `payload` itself. */
export const looksEnveloped = (value: unknown): boolean =>
  isRecord(value) &&
  Object.hasOwn(value, 'payload') &&
  Object.keys(value).every((key) => FIELDS.has(key)) &&
  isMissingOr(value, 'headers', isRecord) &&
  isMissingOr(value, 'contentType', (item) => typeof item === 'string');

export const bare = (payload: unknown): Recorded => ({ payload, isEnveloped: false });

/** The parts of an envelope, or a text that says why it is none. */
export function open(value: unknown): Recorded | string {
  if (!isRecord(value)) return 'An envelope is an object with a `payload`.';
  if (!Object.hasOwn(value, 'payload')) return 'This envelope has no `payload`.';
  const headers = ownValue(value, 'headers');
  const contentType = ownValue(value, 'contentType');
  if (headers !== undefined && !isRecord(headers)) return 'The `headers` are no object.';
  if (contentType !== undefined && typeof contentType !== 'string')
    return 'The `contentType` is no text.';
  return {
    payload: value['payload'],
    isEnveloped: true,
    ...(headers === undefined ? {} : { headers }),
    ...(Object.hasOwn(value, 'key') ? { key: value['key'] } : {}),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

const isMissingOr = (
  value: Record<string, unknown>,
  key: string,
  is: (item: unknown) => boolean,
): boolean => !Object.hasOwn(value, key) || is(value[key]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
