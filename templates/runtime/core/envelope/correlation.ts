import { asText, evaluate } from './expression.js';
import type { MessagePlan } from './plan.js';

/** The correlation id, where the document has the payload carry it. It is read there, never written. */
export const correlationIn = (
  { correlationId }: MessagePlan,
  payload: unknown,
): string | undefined =>
  correlationId?.part === 'payload'
    ? asText(evaluate(correlationId, payload, undefined))
    : undefined;
