import type { HeaderRole } from '../../contract.js';

/** What each part of the envelope is called on the wire, unless the document declares it otherwise. */
export const roleNames: Readonly<Record<Exclude<HeaderRole, 'key'>, string>> = {
  id: 'event-id',
  type: 'event-type',
  time: 'timestamp',
  source: 'source',
  version: 'schema-version',
  correlation: 'correlation-id',
  causation: 'causation-id',
  'content-type': 'content-type',
};

/** Headers of the run time that are no part of the envelope. */
export const extraNames = {
  key: 'message-key',
  retryCount: 'retry-count',
  notBefore: 'x-not-before',
  expiresAt: 'x-expires-at',
  replyTo: 'reply-to',
  errorMessage: 'error-message',
  failedAt: 'failed-at',
  redriven: 'x-redriven',
} as const;

const reserved: ReadonlySet<string> = new Set([
  ...Object.values(roleNames),
  ...Object.values(extraNames),
]);

const foreign =
  /^(?:traceparent|tracestate|x-dead-.*|x-death.*|x-delivery-count|x-first-death-.*|x-original-.*|ce_.*|cloudEvents[_:].*)$/;

/** Ours: the caller sets it through an option, if at all. */
export const isReserved = (name: string): boolean => reserved.has(name);

/** Ours, the broker's or tracing's: handlers see it only where the document declares it. */
export const isHidden = (name: string): boolean => reserved.has(name) || foreign.test(name);
