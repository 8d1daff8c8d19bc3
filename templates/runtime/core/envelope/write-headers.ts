import type { HeaderContract, HeaderRole } from '../../contract.js';
import { own, put } from '../own.js';
import type { Headers, HeaderValue, Meta } from '../transport.js';
import type { MessagePlan } from './plan.js';

/** Where the record knows each part of the envelope; the key is no part of `Meta`. */
const partOf = {
  id: 'id',
  type: 'type',
  time: 'time',
  source: 'source',
  version: 'version',
  correlation: 'correlationId',
  causation: 'causationId',
  'content-type': 'contentType',
} as const satisfies Record<Exclude<HeaderRole, 'key'>, keyof Meta>;

/**
 * The caller's headers and those that the document declares: what was left out is filled in when
 * it is a constant or a part of the envelope. This is what the headers' schema speaks about.
 */
export const declaredHeaders = (
  plan: MessagePlan,
  given: Headers,
  meta: Meta,
  key: string | undefined,
): Headers => {
  const contract = plan.message.headers;
  if (contract === undefined) return given;
  const headers: Record<string, HeaderValue> = { ...given };
  for (const [name, header] of Object.entries(contract.properties)) {
    if (own(headers, name) !== undefined) continue;
    const role = plan.roles.get(name);
    const value = fill(header, role, role === 'key' ? key : role && meta[partOf[role]]);
    if (value !== undefined) put(headers, name, value);
  }
  return headers;
};

const fill = (
  header: HeaderContract,
  role: HeaderRole | undefined,
  value: HeaderValue | undefined,
): HeaderValue | undefined => {
  if (isHeaderValue(header.const)) return header.const;
  return role === undefined ? undefined : fit(value, role, header);
};

const isHeaderValue = (value: unknown): value is HeaderValue => value !== undefined;

/** The envelope's value in the declared header's type: a time as a number, a version as text. */
export const fit = (
  value: HeaderValue | undefined,
  role: HeaderRole,
  { type }: HeaderContract,
): HeaderValue | undefined => {
  if ((type === 'integer' || type === 'number') && typeof value === 'string') {
    return role === 'time' ? Date.parse(value) : Number(value);
  }
  return type === 'string' && typeof value === 'number' ? String(value) : value;
};

/**
 * Adds ours to the headers that are there, and returns them.
 * @param headers a fresh object
 */
export const wireHeaders = (
  plan: MessagePlan,
  headers: Record<string, HeaderValue>,
  meta: Meta,
): Headers => {
  for (const [role, part] of parts) {
    const name = plan.names[role];
    const value = meta[part];
    if (name === undefined || value === undefined || Object.hasOwn(headers, name)) continue;
    put(headers, name, value);
  }
  return headers;
};

const parts = Object.entries(partOf) as readonly [keyof typeof partOf, keyof Meta][];
