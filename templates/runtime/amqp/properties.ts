import { Buffer } from 'node:buffer';
import type { Headers, HeaderValue, OutgoingRecord } from '../core/transport.js';
import type { OperationBindings } from '../contract.js';
import { put } from '../core/own.js';
import { DIRECT_REPLY, SHORT_STRING } from './address.js';
import type { AmqpMessage, AmqpProperties, PublishOptions } from './client.js';

/** DELIVERY section 3: which header of ours is which AMQP property. */
const PROPERTY_OF = {
  'event-id': 'messageId',
  'event-type': 'type',
  source: 'appId',
  'correlation-id': 'correlationId',
  'content-type': 'contentType',
  'reply-to': 'replyTo',
} as const satisfies Record<string, keyof AmqpProperties>;

const PROPERTIES = Object.entries(PROPERTY_OF);
const MOVED: ReadonlyMap<string, keyof AmqpProperties> = new Map(PROPERTIES);

/** Carries the key, which AMQP has no place for. */
export const KEY_HEADER = 'message-key';
const TIME_HEADER = 'timestamp';

const none: NonNullable<OperationBindings['amqp']> & {
  messageType?: undefined;
  contentEncoding?: undefined;
} = {};

/** A header table that a name like `__proto__` cannot disturb. */
const table = (): Record<string, HeaderValue> => Object.create(null) as Record<string, HeaderValue>;

/** Properties and headers of a message that goes to a channel or an inbox. */
export const publishOptions = (
  record: OutgoingRecord,
  bindings: OperationBindings['amqp'],
  mandatory: boolean,
): PublishOptions => {
  const { message, meta } = record;
  const { messageType = meta.type, contentEncoding } = message.bindings?.amqp ?? none;
  const { deliveryMode = 2, expiration, priority, userId, cc, bcc } = bindings ?? none;
  // One literal, no spread: this runs for each message.
  return {
    deliveryMode,
    expiration,
    priority,
    userId,
    CC: cc === undefined ? undefined : [...cc],
    BCC: bcc === undefined ? undefined : [...bcc],
    timestamp: bindings?.timestamp === false ? undefined : seconds(meta.time),
    type: short(messageType),
    appId: short(meta.source),
    correlationId: short(meta.correlationId),
    contentType: short(meta.contentType),
    contentEncoding: short(contentEncoding),
    replyTo: short(text(record.headers['reply-to'])),
    messageId: meta.id,
    mandatory,
    headers: outgoingHeaders(record),
  };
};

/**
 * A declared header stays one, also where a property says the same. But RabbitMQ writes the address
 * of a direct reply into the property only.
 */
const outgoingHeaders = ({ message, headers, key }: OutgoingRecord): Headers => {
  const written: Record<string, HeaderValue> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined) continue;
    const asHeader = isDeclared(message, name) && value !== DIRECT_REPLY;
    if (asHeader || !MOVED.has(name) || !fitsShort(value)) {
      put(written, name, value);
    }
  }
  if (
    key !== undefined &&
    !Object.hasOwn(written, KEY_HEADER) &&
    message.headers?.closed !== true
  ) {
    written[KEY_HEADER] = key;
  }
  return written;
};

const isDeclared = ({ headers }: OutgoingRecord['message'], name: string): boolean =>
  headers !== undefined && Object.hasOwn(headers.properties, name);

/**
 * Properties and headers of a copy for the dead letters: `headers` in place of the message's own,
 * its other properties kept, but for those that would make the copy expire or be refused.
 */
export const copyOptions = (
  { properties, fields }: AmqpMessage,
  headers: Headers,
  newId: () => string,
): PublishOptions => {
  const { moved, written } = split(headers, properties.headers ?? {});
  written['x-original-exchange'] ??= fields.exchange;
  written['x-original-routing-key'] ??= fields.routingKey;
  const { timestamp, priority } = properties;
  return {
    contentEncoding: short(text(properties.contentEncoding)),
    ...(typeof timestamp === 'number' && { timestamp }),
    ...(typeof priority === 'number' && { priority }),
    ...moved,
    messageId: moved['messageId'] ?? text(properties.messageId) ?? newId(),
    deliveryMode: 2,
    mandatory: true,
    headers: written,
  };
};

/** Parts those that are properties from those that are headers, or were in the original message. */
const split = (
  headers: Headers,
  own: Readonly<Record<string, unknown>>,
): { moved: Record<string, string>; written: Record<string, unknown> } => {
  const written: Record<string, unknown> = table();
  const moved: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (isBrokers(name)) continue;
    const property = Object.hasOwn(own, name) ? undefined : MOVED.get(name);
    const movable = typeof value === 'string' && fitsShort(value);
    if (property !== undefined && movable) moved[property] = value;
    else written[name] = asItCame(own, name, value);
  }
  return { moved, written };
};

/** What nobody changed is written with its own type: AMQP has more of them than we show. */
const asItCame = (
  own: Readonly<Record<string, unknown>>,
  name: string,
  value: HeaderValue,
): unknown => {
  if (!Object.hasOwn(own, name)) return value;
  const isSame = JSON.stringify(plain(own[name])) === JSON.stringify(value);
  return isSame ? own[name] : value;
};

/** What the broker itself counts and notes: copied, it would be believed again. */
const isBrokers = (name: string): boolean =>
  /^x-(?:death|first-death|last-death|delivery-count)/u.test(name);

/** The headers of a received message, its properties among them under our names. */
export const incomingHeaders = (properties: AmqpProperties): Headers => {
  const headers: Record<string, HeaderValue> = {};
  for (const [name, property] of PROPERTIES) {
    const value = text(properties[property]);
    if (value !== undefined) headers[name] = value;
  }
  const own = properties.headers ?? {};
  for (const name of Object.keys(own)) put(headers, name, plain(own[name]));
  if (typeof properties.timestamp === 'number' && !Object.hasOwn(own, TIME_HEADER)) {
    const time = isoTime(properties.timestamp);
    if (time !== undefined) headers[TIME_HEADER] = time;
  }
  return headers;
};

/** Milliseconds since 1970 of the `timestamp` property, which is in seconds. */
export const brokerTime = ({ timestamp }: AmqpProperties): number | undefined =>
  typeof timestamp === 'number' ? timestamp * 1000 : undefined;

const isoTime = (seconds: number): string | undefined => {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** AMQP knows more types than JSON: bytes become text, its times ISO text, decimals numbers. */
const plain = (value: unknown): HeaderValue => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value !== 'object' || value === null) return null;
  return tagged(value) ?? plainTable(value);
};

const plainTable = (value: object): Record<string, HeaderValue> => {
  const copy = table();
  for (const [name, item] of Object.entries(value)) copy[name] = plain(item);
  return copy;
};

/** How amqplib shows a timestamp or decimal inside of headers. */
const tagged = (value: object): HeaderValue | undefined => {
  if (!('!' in value && 'value' in value)) return undefined;
  const inner = value.value;
  if (value['!'] === 'timestamp' && typeof inner === 'number') return isoTime(inner);
  if (value['!'] !== 'decimal' || typeof inner !== 'object' || inner === null) return undefined;
  if (!('digits' in inner && 'places' in inner)) return undefined;
  return Number(inner.digits) / 10 ** Number(inner.places);
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

let lastText = '';
let lastSeconds = 0;

/** Many messages share a millisecond; reading it once is enough. */
const seconds = (isoText: string): number => {
  if (isoText !== lastText) {
    lastSeconds = Math.floor(Date.parse(isoText) / 1000);
    lastText = isoText;
  }
  return lastSeconds;
};

/** A property holds 255 bytes; text above that is left to the header of the same meaning. */
const fitsShort = (value: HeaderValue): boolean =>
  typeof value === 'string' &&
  (value.length * 3 <= SHORT_STRING || Buffer.byteLength(value) <= SHORT_STRING);

const short = (value: string | undefined): string | undefined =>
  value !== undefined && fitsShort(value) ? value : undefined;
