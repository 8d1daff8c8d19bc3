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
function protocolErrors(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = nameIn(error);
  const parts: unknown = Reflect.get(error, 'errors');
  return [
    ...(own === undefined ? [] : [own]),
    ...protocolErrors(error.cause),
    ...(Array.isArray(parts) ? parts.flatMap(protocolErrors) : []),
  ];
}

/** kafkajs has it in `type`, @platformatic/kafka in `apiId`; but of unknown topics it says so in words. */
function nameIn(error: Error): string | undefined {
  const name: unknown = Reflect.get(error, 'type') ?? Reflect.get(error, 'apiId');
  if (typeof name === 'string') return name;
  return error.message.startsWith('Unknown topic ') ? 'UNKNOWN_TOPIC_OR_PARTITION' : undefined;
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

/** Whether the cluster says that we may not. */
export const isForbidden = (error: unknown): boolean =>
  protocolErrors(error).some((type) => type.endsWith('_AUTHORIZATION_FAILED'));

const refusedTopics = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
]);

/** Why the cluster refuses to make a topic; `undefined` when it may have made it all the same. */
export const refusedTopic = (error: unknown): string | undefined =>
  protocolErrors(error).find((type) => refusedTopics.has(type));
