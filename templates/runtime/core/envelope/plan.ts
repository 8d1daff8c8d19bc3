import type { HeaderRole, MessageContract } from '../../contract.js';
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
  readonly key: Expression | undefined;
  readonly correlationId: Expression | undefined;
  /** The version header's `const`: selects the message together with the type. */
  readonly versionConst: unknown;
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
  const declared = Object.entries(message.headers?.properties ?? {});
  const names: Record<HeaderRole, string | undefined> = { ...roleNames, key: undefined };
  for (const [name, header] of declared) {
    if (header.role !== undefined) names[header.role] = name;
  }
  const correlationId = expressionOf(message.correlationId);
  const carrier = correlationId?.part === 'header' ? correlationId.path[0] : undefined;
  if (carrier !== undefined) names.correlation = carrier;
  const version = declared.find(([, header]) => header.role === 'version');
  return {
    message,
    names,
    declares: message.headers !== undefined,
    key: expressionOf(message.key),
    correlationId,
    versionConst: version?.[1].const,
  };
};

const expressionOf = (text: string | undefined): Expression | undefined =>
  text === undefined ? undefined : parseExpression(text);
