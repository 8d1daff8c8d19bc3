import type { Message } from '../../types.js';
import { asText, evaluate } from '../envelope/expression.js';
import type { MessagePlan } from '../envelope/plan.js';
import { readRole } from '../envelope/read-headers.js';
import { uuidv7 } from '../ids.js';
import type { Delivery, Headers } from '../transport.js';

/** A delivery that was decoded and found valid. */
export interface OpenedMessage {
  readonly plan: MessagePlan;
  readonly payload: unknown;
  readonly headers: Headers;
}

/**
 * The message as a handler sees it.
 * @param now milliseconds since 1970, for what carries no time
 */
export const messageOf = (
  delivery: Delivery,
  { plan, payload, headers }: OpenedMessage,
  { attempt, now }: { attempt: number; now: number },
): Message => {
  const wire = delivery.headers;
  const id = readRole(plan, wire, 'id') ?? delivery.fallbackId ?? uuidv7(now);
  return {
    type: plan.message.type,
    payload,
    headers,
    params: delivery.params,
    id,
    key: delivery.key ?? readRole(plan, wire, 'key'),
    timestamp: timeOf(readRole(plan, wire, 'time'), delivery.timestamp ?? now),
    correlationId: correlationIn(plan, payload) ?? readRole(plan, wire, 'correlation') ?? id,
    causationId: readRole(plan, wire, 'causation'),
    attempt,
    redelivered: delivery.redelivered,
    replayed: false,
  };
};

const correlationIn = (plan: MessagePlan, payload: unknown): string | undefined =>
  plan.correlationId?.part === 'payload'
    ? asText(evaluate(plan.correlationId, payload, undefined))
    : undefined;

/** ISO text, or milliseconds where the document declares the header as a number. */
const timeOf = (text: string | undefined, otherwise: number): Date => {
  if (text === undefined) return new Date(otherwise);
  const time = new Date(/^\d+$/.test(text) ? Number(text) : text);
  return Number.isNaN(time.getTime()) ? new Date(otherwise) : time;
};
