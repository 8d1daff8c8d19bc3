import type { Issue } from './validator.js';

/** What is known of a message whose publishing failed (promise P2). */
export type Outcome = 'not-sent' | 'unknown';

/** Every error of the run time. `code` is stable: switch on it, not on the message. */
export abstract class DeliveryError extends Error {
  abstract readonly code: string;
}

/** The message does not fit its schema. Nothing was sent. */
export class InvalidMessageError extends DeliveryError {
  override readonly name = 'InvalidMessageError';
  readonly code = 'INVALID_MESSAGE';
  readonly outcome: Outcome = 'not-sent';
  readonly where: 'payload' | 'headers' | 'params' | 'key';
  readonly issues: readonly Issue[];

  constructor(where: InvalidMessageError['where'], issues: readonly Issue[], subject = 'message') {
    super(`${subject}: ${where} ${issues.map(describe).join('; ')}`);
    this.where = where;
    this.issues = issues;
  }
}

const describe = ({ path, message }: Issue): string =>
  path === '' ? message : `${path} ${message}`;

/** Publishing failed. `outcome` says whether the broker may have the message all the same. */
export class PublishError extends DeliveryError {
  override readonly name: string = 'PublishError';
  readonly code: string = 'PUBLISH';
  readonly outcome: Outcome;

  constructor(message: string, outcome: Outcome, options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
  }
}

/** No confirm came in time. */
export class PublishTimeoutError extends PublishError {
  override readonly name = 'PublishTimeoutError';
  override readonly code = 'PUBLISH_TIMEOUT';
}

abstract class NotSentError extends PublishError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, 'not-sent', options);
  }
}

/** The message is larger than the broker, or the run time, accepts. */
export class TooLargeError extends NotSentError {
  override readonly name = 'TooLargeError';
  override readonly code = 'TOO_LARGE';
}

/** A replay stopped: its handler failed at a message until no try was left. */
export class ReplayError extends DeliveryError {
  override readonly name = 'ReplayError';
  readonly code = 'REPLAY';
}

/** There is no connection, and none could be made. */
export class NotConnectedError extends NotSentError {
  override readonly name = 'NotConnectedError';
  override readonly code = 'NOT_CONNECTED';
}

/** The bus was closed. */
export class ClosedError extends NotSentError {
  override readonly name = 'ClosedError';
  override readonly code = 'CLOSED';
}

/** Too many messages wait for their confirm, and the bus was told to reject instead of wait. */
export class SaturatedError extends NotSentError {
  override readonly name = 'SaturatedError';
  override readonly code = 'SATURATED';
}

/** The broker did not answer in time. Nothing was done, and nothing will be. */
export class NoAnswerError extends DeliveryError {
  override readonly name = 'NoAnswerError';
  readonly code = 'NO_ANSWER';
}

/** The broker has nobody to give the message to. */
export class UnroutableError extends NotSentError {
  override readonly name = 'UnroutableError';
  override readonly code = 'UNROUTABLE';
}

/** The channel has no address, and the call named none. */
export class UnknownTargetError extends NotSentError {
  override readonly name = 'UnknownTargetError';
  override readonly code = 'UNKNOWN_TARGET';
}

/** No reply came in time. The request was sent; whether it was handled is not known. */
export class RequestTimeoutError extends DeliveryError {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'REQUEST_TIMEOUT';
  readonly outcome: Outcome = 'unknown';
}

/** The other side gave up on the request and said so. */
export class RemoteError extends DeliveryError {
  override readonly name = 'RemoteError';
  readonly code = 'REMOTE';
}

/** What the broker has differs from what the document declares. Nothing was changed. */
export class TopologyMismatchError extends DeliveryError {
  override readonly name = 'TopologyMismatchError';
  readonly code = 'TOPOLOGY_MISMATCH';
  readonly argument: string;
  readonly declared: unknown;
  readonly found: unknown;

  constructor(
    subject: string,
    difference: { argument: string; declared: unknown; found: unknown },
  ) {
    const { argument, declared, found } = difference;
    super(`${subject}: ${argument} is ${shown(found)}, the document says ${shown(declared)}`);
    this.argument = argument;
    this.declared = declared;
    this.found = found;
  }
}

const shown = (value: unknown): string =>
  value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);

/** The broker has no record any more where a group of Kafka was, and was told to fail then. */
export class OffsetLostError extends DeliveryError {
  override readonly name = 'OffsetLostError';
  readonly code = 'OFFSET_LOST';
}

/** Nobody said how to encode this media type. Pass `codecs` to `createClient`. */
export class MissingCodecError extends DeliveryError {
  override readonly name = 'MissingCodecError';
  readonly code = 'MISSING_CODEC';
}

/** Throw it in a handler: the message goes to the dead letters at once. */
export class NonRetryableError extends DeliveryError {
  override readonly name: string = 'NonRetryableError';
  readonly code = 'NON_RETRYABLE';
}

/** Throw it in a handler: the message is tried again after `delay` milliseconds. Counts as an attempt. */
export class RetryLater extends DeliveryError {
  override readonly name = 'RetryLater';
  readonly code = 'RETRY_LATER';
  readonly delay: number;

  constructor(delay: number, message = `try again in ${String(delay)} ms`, options?: ErrorOptions) {
    super(message, options);
    this.delay = delay;
  }
}
