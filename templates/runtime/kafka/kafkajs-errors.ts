import { SendFailure } from './driver.js';

/** The protocol's names of answers that say: not stored, and not going to be. */
const refusals = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'POLICY_VIOLATION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
]);

const tooLarge = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** The protocol's error names in an error, its causes and its parts. */
export function protocolErrors(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own: unknown = Reflect.get(error, 'type');
  const parts: unknown = Reflect.get(error, 'errors');
  return [
    ...(typeof own === 'string' ? [own] : []),
    ...protocolErrors(error.cause),
    ...(Array.isArray(parts) ? parts.flatMap(protocolErrors) : []),
  ];
}

/** What a failed produce request means for its records. */
export function toSendFailure(error: unknown): SendFailure {
  const types = protocolErrors(error);
  if (types.some((type) => tooLarge.has(type))) return new SendFailure('too-large', error);
  if (types.some((type) => refusals.has(type))) return new SendFailure('rejected', error);
  return new SendFailure('unknown', error);
}

/** Whether the cluster says that it has no such topic. */
export const isUnknownTopic = (error: unknown): boolean =>
  protocolErrors(error).includes('UNKNOWN_TOPIC_OR_PARTITION');
