import type { HeaderContract, HeaderRole, MessageContract } from '../../contract.js';
import type { Expression } from './expression.js';
import { parseExpression } from './expression.js';
import { roleNames } from './names.js';

/** What sending and receiving need to know of a message's headers, worked out once. */
export interface MessagePlan {
  readonly message: MessageContract;
  /** The header that carries each part of the envelope. */
  readonly names: Readonly<Record<HeaderRole, string | undefined>>;
  /** The document declares headers: they are typed, filled in and validated. */
  readonly declares: boolean;
  /** Nothing undeclared is written. */
  readonly closed: boolean;
  /** The part of the envelope that each declared header carries. */
  readonly roles: ReadonlyMap<string, HeaderRole>;
  readonly key: Expression | undefined;
  readonly correlationId: Expression | undefined;
  /** The version header's `const`: selects the message together with the type. */
  readonly versionConst: unknown;
  /** Of the payload: the version header's `const` where that is a number, else `x-version`, else 1. */
  readonly version: number;
}

const plans = new WeakMap<MessageContract, MessagePlan>();

/** The plan of a message; made at its first use. */
export const planOf = (message: MessageContract): MessagePlan => {
  let plan = plans.get(message);
  if (plan === undefined) {
    plan = makePlan(message);
    plans.set(message, plan);
  }
  return plan;
};

const makePlan = (message: MessageContract): MessagePlan => {
  const declared = new Map(Object.entries(message.headers?.properties ?? {}));
  const correlationId = expressionOf(message.correlationId);
  const roles = rolesOf(declared, correlationId);
  const names: Record<HeaderRole, string | undefined> = { ...roleNames, key: undefined };
  for (const [name, role] of roles) {
    // A header with an `x-header-role` goes before one that merely has our name.
    if (!roles.has(names[role] ?? '') || name !== ownName(role)) names[role] = name;
  }
  const carrier = carrierOf(correlationId);
  if (carrier !== undefined) names.correlation = carrier;
  const versionConst = [...declared].find(([, { role }]) => role === 'version')?.[1].const;
  return {
    message,
    names,
    declares: message.headers !== undefined,
    closed: message.headers?.closed === true,
    roles,
    key: expressionOf(message.key),
    correlationId,
    versionConst,
    version: versionNumber(versionConst) ?? message.version ?? 1,
  };
};

/** A version as documents and headers write it: a positive integer, as a number or in digits. */
export const versionNumber = (value: unknown): number | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
};

/** `correlationId.location` gives a declared header its role, whatever the header is called. */
const rolesOf = (
  declared: ReadonlyMap<string, HeaderContract>,
  correlationId: Expression | undefined,
): ReadonlyMap<string, HeaderRole> => {
  const roles = new Map<string, HeaderRole>();
  for (const [name, { role }] of declared) if (role !== undefined) roles.set(name, role);
  const carrier = carrierOf(correlationId);
  if (carrier !== undefined && declared.has(carrier)) roles.set(carrier, 'correlation');
  return roles;
};

const ownName = (role: HeaderRole): string | undefined =>
  role === 'key' ? undefined : roleNames[role];

/** The header that carries the correlation id; something inside a header is only read. */
const carrierOf = (correlationId: Expression | undefined): string | undefined =>
  correlationId?.part === 'header' && correlationId.path.length === 1
    ? correlationId.path[0]
    : undefined;

const expressionOf = (text: string | undefined): Expression | undefined =>
  text === undefined ? undefined : parseExpression(text);
