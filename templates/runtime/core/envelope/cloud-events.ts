import type { HeaderRole } from '../../contract.js';
import type { BusKind } from '../../types.js';
import { own, put } from '../own.js';
import type { Headers, HeaderValue, Meta } from '../transport.js';

/** What CloudEvents 1.0 calls each part of the envelope; DELIVERY section 3. */
const attributes: Readonly<Record<HeaderRole, string>> = {
  id: 'id',
  type: 'type',
  time: 'time',
  source: 'source',
  version: 'schemaversion',
  correlation: 'correlationid',
  causation: 'causationid',
  key: 'partitionkey',
  'content-type': 'datacontenttype',
};

/** Of the binary mode: Kafka's, AMQP's, and AMQP's as it was and still may be. */
const prefixes = ['ce_', 'cloudEvents_', 'cloudEvents:'];

/** The prefix of attributes that a bus writes. */
export const cloudPrefix = (kind: BusKind): string => (kind === 'amqp' ? 'cloudEvents_' : 'ce_');

export const isCloudHeader = (name: string): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix));

let lastHeaders: Headers | undefined;
let lastPrefix: string | undefined;

/** All roles of a message are read one after the other: what it is, is found out once. */
const prefixIn = (headers: Headers): string | undefined => {
  if (headers !== lastHeaders) {
    lastHeaders = headers;
    lastPrefix = prefixes.find((prefix) => own(headers, `${prefix}specversion`) !== undefined);
  }
  return lastPrefix;
};

/** A part of the envelope, where the message is a CloudEvent in binary mode. */
export const cloudAttribute = (headers: Headers, role: HeaderRole): unknown => {
  const prefix = prefixIn(headers);
  return prefix === undefined ? undefined : own(headers, prefix + attributes[role]);
};

/**
 * The attributes of a CloudEvent in binary mode, as headers. Of the media type the transport has a
 * place of its own.
 */
export const cloudHeaders = (
  { id, type, time, version, correlationId, causationId, contentType, ...meta }: Meta,
  key: string | undefined,
  { prefix, source }: { readonly prefix: string; readonly source: string },
): Headers => {
  const headers: Record<string, HeaderValue> = { [`${prefix}specversion`]: '1.0' };
  const values = {
    id,
    type,
    time,
    source: meta.source ?? source,
    version: String(version),
    correlation: correlationId,
    causation: causationId,
    key,
  };
  for (const [role, value] of Object.entries(values)) {
    if (value !== undefined) put(headers, prefix + attributeOf(role), value);
  }
  headers['content-type'] = contentType;
  return headers;
};

const isRole = (name: string): name is HeaderRole => Object.hasOwn(attributes, name);

const attributeOf = (role: string): string => (isRole(role) ? attributes[role] : role);

/** The parts of the envelope in a CloudEvent in structured mode; `undefined` where it is none. */
export const structuredRoles = (event: object): Partial<Record<HeaderRole, string>> | undefined => {
  if (typeof own(event, 'specversion') !== 'string') return undefined;
  const roles: Partial<Record<HeaderRole, string>> = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = own(event, attribute);
    if (!isRole(name) || (typeof value !== 'string' && typeof value !== 'number')) continue;
    roles[name] = String(value);
  }
  return roles;
};
