import type { HeaderContract, HeaderRole } from '../../contract.js';
import { own, put } from '../own.js';
import type { Headers, HeaderValue } from '../transport.js';
import { isHidden } from './names.js';
import type { MessagePlan } from './plan.js';

/** The headers that a handler sees: declared ones in their type, others unless they are ours. */
export const readHeaders = (plan: MessagePlan, wire: Headers): Headers => {
  const headers: Record<string, HeaderValue> = {};
  const declared = plan.message.headers?.properties ?? {};
  for (const [name, value] of Object.entries(wire)) {
    if (Object.hasOwn(declared, name)) put(headers, name, parseHeader(value, declared[name]));
    else if (!isHidden(name) && name !== plan.names.correlation) put(headers, name, value);
  }
  return headers;
};

/** The text of the header that carries this part of the envelope. */
export const readRole = (
  plan: MessagePlan,
  wire: Headers,
  role: HeaderRole,
): string | undefined => {
  const name = plan.names[role];
  const value = name === undefined ? undefined : own(wire, name);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
};

/**
 * Text from a transport that carries nothing else, in the declared type. What does not parse stays
 * as it is: the validator says what is wrong with it.
 */
const parseHeader = (value: HeaderValue, header: HeaderContract | undefined): HeaderValue => {
  if (typeof value !== 'string') return value;
  switch (header?.type) {
    case 'integer':
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'null':
      return value === 'null' ? null : value;
    case 'object':
    case 'array':
      return parseJson(value);
    case 'string':
    case undefined:
      return value;
  }
};

const parseJson = (text: string): HeaderValue => {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
    return typeof value === 'object' && value !== null ? { ...value } : text;
  } catch {
    return text;
  }
};
