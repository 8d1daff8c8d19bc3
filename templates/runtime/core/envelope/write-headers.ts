import type { HeaderContract, HeaderRole } from '../../contract.js';
import { own, put } from '../own.js';
import type { Headers, HeaderValue, Meta } from '../transport.js';
import type { MessagePlan } from './plan.js';

type Envelope = Readonly<Record<HeaderRole, HeaderValue | undefined>>;

const envelopeOf = (meta: Meta, key: string | undefined): Envelope => ({
  id: meta.id,
  type: meta.type,
  time: meta.time,
  source: meta.source,
  version: meta.version,
  correlation: meta.correlationId,
  causation: meta.causationId,
  'content-type': meta.contentType,
  key,
});

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
  const envelope = envelopeOf(meta, key);
  for (const [name, header] of Object.entries(contract.properties)) {
    if (own(headers, name) !== undefined) continue;
    const value = fill(header, plan.roles.get(name), envelope);
    if (value !== undefined) put(headers, name, value);
  }
  return headers;
};

const fill = (
  header: HeaderContract,
  role: HeaderRole | undefined,
  envelope: Envelope,
): HeaderValue | undefined => {
  if (isHeaderValue(header.const)) return header.const;
  return role === undefined ? undefined : fit(envelope[role], role, header);
};

const isHeaderValue = (value: unknown): value is HeaderValue => value !== undefined;

/** The envelope's value in the declared header's type: a time as a number, a version as text. */
const fit = (
  value: HeaderValue | undefined,
  role: HeaderRole,
  { type }: HeaderContract,
): HeaderValue | undefined => {
  if ((type === 'integer' || type === 'number') && typeof value === 'string') {
    return role === 'time' ? Date.parse(value) : Number(value);
  }
  return type === 'string' && typeof value === 'number' ? String(value) : value;
};

/** The declared headers, and ours beside them. */
export const wireHeaders = (plan: MessagePlan, declared: Headers, meta: Meta): Headers => {
  const headers: Record<string, HeaderValue> = { ...declared };
  const envelope = envelopeOf(meta, undefined);
  for (const role of roles) {
    const name = plan.names[role];
    const value = envelope[role];
    if (name === undefined || value === undefined || Object.hasOwn(headers, name)) continue;
    put(headers, name, value);
  }
  return headers;
};

const roles: readonly HeaderRole[] = [
  'id',
  'type',
  'time',
  'source',
  'version',
  'correlation',
  'causation',
  'content-type',
];
