import type { HeaderContract, HeaderRole } from '../../contract.js';
import { own, put } from '../own.js';
import type { Headers, HeaderValue } from '../transport.js';
import { cloudAttribute } from './cloud-events.js';
import { roleInBody } from './in-body.js';
import { isHidden } from './names.js';
import type { MessagePlan } from './plan.js';

type HeaderType = NonNullable<HeaderContract['type']>;

/** The headers that a handler sees: declared ones in their type, others unless they are ours. */
export const readHeaders = (plan: MessagePlan, wire: Headers): Headers => {
  const headers: Record<string, HeaderValue> = {};
  const declared = plan.message.headers?.properties;
  for (const name of Object.keys(wire)) {
    const value = wire[name];
    if (value === undefined) continue;
    if (declared !== undefined && Object.hasOwn(declared, name)) {
      put(headers, name, parseHeader(value, declared[name]));
    } else if (!isHidden(name) && name !== plan.names.correlation) {
      put(headers, name, value);
    }
  }
  return headers;
};

/**
 * The text of what carries this part of the envelope: the body's own envelope, else the header that
 * the document declares for it, else an attribute of CloudEvents, else our header.
 */
export const readRole = (
  plan: MessagePlan,
  wire: Headers,
  role: HeaderRole,
): string | undefined => {
  const name = plan.names[role];
  const isDeclared = name !== undefined && plan.roles.has(name);
  return (
    roleInBody(wire, role) ??
    (isDeclared ? textOf(own(wire, name)) : undefined) ??
    textOf(cloudAttribute(wire, role)) ??
    (name === undefined ? undefined : textOf(own(wire, name)))
  );
};

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
};

/**
 * Text from a transport that carries nothing else, in the declared type. What does not parse stays
 * as it is: the validator says what is wrong with it.
 */
const parseHeader = (value: HeaderValue, header: HeaderContract | undefined): HeaderValue => {
  const type = header?.type ?? typeOf(header?.const);
  const parse = type === undefined ? undefined : parsers[type];
  return typeof value === 'string' && parse !== undefined ? parse(value) : value;
};

/** A header that is a constant often has no type beside it. */
const typeOf = (constant: unknown): HeaderType | undefined => {
  if (typeof constant === 'number') return 'number';
  return typeof constant === 'boolean' ? 'boolean' : undefined;
};

const parseNumber = (text: string): HeaderValue =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

const parseJson = (text: string): HeaderValue => {
  try {
    const value: unknown = JSON.parse(text);
    return isStructured(value) ? value : text;
  } catch {
    return text;
  }
};

const isStructured = (value: unknown): value is object & HeaderValue =>
  typeof value === 'object' && value !== null;

const parsers: Readonly<Record<HeaderType, (text: string) => HeaderValue>> = {
  string: (text) => text,
  integer: parseNumber,
  number: parseNumber,
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
  null: (text) => (text === 'null' ? null : text),
  object: parseJson,
  array: parseJson,
};
