import type { HeaderRole } from '../../contract.js';
import { own } from '../own.js';
import type { Headers, Meta } from '../transport.js';
import { maxBytes } from './codecs.js';
import { structuredRoles } from './cloud-events.js';

/** What an envelope in the body says; it wins over headers. */
type Roles = Partial<Record<HeaderRole, string>>;

/** Marks headers of a message whose envelope stands in its body. No name on the wire is a symbol. */
const inBody = Symbol('envelope in the body');

export type HeadersInBody = Headers & { readonly [inBody]?: Roles };

/** A part of the envelope, where that stands in the body. */
export const roleInBody = (headers: HeadersInBody, role: HeaderRole): string | undefined =>
  headers[inBody]?.[role];

/** A message taken out of the envelope in its body. */
export interface Unwrapped {
  readonly headers: HeadersInBody;
  readonly key: string | undefined;
  /** The payload where it was JSON; a new one each time, as handlers may change it. */
  readonly value: () => { readonly payload: unknown } | undefined;
  /** The payload's bytes where it was not. */
  readonly body: Uint8Array;
}

/** Bytes that an envelope may add to those of a payload. */
const roomForEnvelope = 64 * 1024;
const none = new Uint8Array(0);

/** A structured CloudEvent. @returns undefined where it is none, or nothing that can be read */
export const unwrapCloudEvent = (headers: Headers, body: Uint8Array): Unwrapped | undefined => {
  const event = parse(body);
  const roles = event && structuredRoles(event);
  return roles && unwrapped(headers, body, roles);
};

/** Our own: `{ id, type, source, timestamp, version, correlationId, data }`. */
export const unwrapOwn = (headers: Headers, body: Uint8Array): Unwrapped | undefined => {
  const envelope = parse(body);
  if (envelope === undefined) return undefined;
  const [id, type, time] = ['id', 'type', 'timestamp'].map((name) => own(envelope, name));
  if (typeof id !== 'string' || typeof type !== 'string' || typeof time !== 'string') {
    return undefined;
  }
  const roles: Roles = { id, type, time };
  for (const [role, name] of others) {
    const value = own(envelope, name);
    if (typeof value === 'string' || typeof value === 'number') roles[role] = String(value);
  }
  return unwrapped(headers, body, roles);
};

const others = [
  ['source', 'source'],
  ['version', 'version'],
  ['correlation', 'correlationId'],
] as const;

const parse = (body: Uint8Array): object | undefined => {
  if (body.length > maxBytes + roomForEnvelope) return undefined;
  try {
    const value: unknown = JSON.parse(textOf(body));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** @throws TypeError when the bytes are not UTF-8 */
const textOf = (body: Uint8Array): string => decoder.decode(body);

const unwrapped = (headers: Headers, body: Uint8Array, roles: Roles): Unwrapped => {
  const envelope = parse(body) ?? {};
  const contentType = roles['content-type'];
  const base64 = own(envelope, 'data_base64');
  const data = own(envelope, 'data');
  const isText = typeof data === 'string' && contentType !== undefined && !isJson(contentType);
  const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
  return {
    headers: { ...headers, [inBody]: roles },
    key: roles.key,
    body: bytes ?? (isText ? Buffer.from(data) : none),
    value: () =>
      bytes === undefined && !isText ? { payload: own(parse(body), 'data') } : undefined,
  };
};

const isJson = (contentType: string): boolean => /^[^;]*[/+]json\s*(?:;|$)/i.test(contentType);

/** The bytes of a message whose envelope stands in its body. @param isText the payload is JSON or text */
export const wrap = (
  meta: Meta,
  payload: { readonly bytes: Uint8Array; readonly isJson: boolean },
): Uint8Array => {
  const { id, type, source, time, version, correlationId } = meta;
  const head = JSON.stringify({ id, type, source, timestamp: time, version, correlationId });
  const { bytes } = payload;
  if (bytes.length === 0) return Buffer.from(head);
  const open = head.slice(0, -1);
  if (payload.isJson) return Buffer.concat([Buffer.from(`${open},"data":`), bytes, closing]);
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return Buffer.from(`${open},"data_base64":"${base64}"}`);
};

const closing = Buffer.from('}');
