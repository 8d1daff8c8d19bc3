import type { Message } from '../../types.js';
import type { Clock } from '../clock.js';
import { correlationIn } from '../envelope/correlation.js';
import type { MessagePlan } from '../envelope/plan.js';
import { readRole } from '../envelope/read-headers.js';
import { uuidv7 } from '../ids.js';
import type { Delivery, Headers, Stamp } from '../transport.js';

/** A delivery that was decoded and found valid. */
export interface OpenedMessage {
  readonly plan: MessagePlan;
  readonly payload: unknown;
  readonly headers: Headers;
}

/** What is read of a message's envelope. */
interface Envelope {
  readonly id: string;
  readonly time: string | undefined;
  readonly correlationId: string | undefined;
  readonly causationId: string | undefined;
}

/** What a message does not know by itself. */
export interface Telling {
  readonly attempt: number;
  /** For what carries no time. */
  readonly clock: Clock;
  readonly replayed?: boolean;
}

/** The message as a handler sees it. */
export const messageOf = (
  delivery: Delivery,
  { plan, payload, headers }: OpenedMessage,
  { attempt, clock, replayed = false }: Telling,
): Message => {
  const envelope: Envelope = stampOf(delivery) ?? readEnvelope(delivery, plan, clock);
  return {
    type: plan.message.type,
    payload,
    headers,
    params: delivery.params,
    id: envelope.id,
    key: delivery.key ?? (plan.names.key && readRole(plan, delivery.headers, 'key')),
    timestamp: timeOf(envelope.time) ?? new Date(delivery.timestamp ?? clock.now()),
    correlationId: correlationIn(plan, payload) ?? envelope.correlationId ?? envelope.id,
    causationId: envelope.causationId,
    attempt,
    redelivered: delivery.redelivered,
    replayed,
  };
};

const stampOf = ({ record }: Delivery): Stamp | undefined => record?.stamp ?? record?.meta;

const readEnvelope = (delivery: Delivery, plan: MessagePlan, clock: Clock): Envelope => ({
  id: readRole(plan, delivery.headers, 'id') ?? delivery.fallbackId ?? uuidv7(clock.now()),
  time: readRole(plan, delivery.headers, 'time'),
  correlationId: readRole(plan, delivery.headers, 'correlation'),
  causationId: readRole(plan, delivery.headers, 'causation'),
});

let lastText = '';
let lastTime = Number.NaN;

/** ISO text, or milliseconds where the document declares the header as a number. */
const timeOf = (text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  if (text !== lastText) {
    lastText = text;
    lastTime = new Date(/^\d+$/.test(text) ? Number(text) : text).getTime();
  }
  return Number.isNaN(lastTime) ? undefined : new Date(lastTime);
};
