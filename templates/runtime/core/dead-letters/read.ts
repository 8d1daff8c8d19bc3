import type { DeadLetterInfo, DeadLetterMessage } from '../../types.js';
import type { Issue } from '../../validator.js';
import { cloudAttribute } from '../envelope/cloud-events.js';
import { extraNames, roleNames } from '../envelope/names.js';
import { own } from '../own.js';
import type { Headers, StoredLetter } from '../transport.js';
import { redrivenCount } from './headers.js';

/** What the headers of a dead letter say; one that the broker itself gave up has fewer. */
export const infoOf = ({ headers, key, place }: StoredLetter): DeadLetterInfo => {
  const failedAt = new Date(text(headers, extraNames.failedAt) ?? Number.NaN);
  const reason = text(headers, 'x-dead-reason') ?? brokersReason(headers);
  return {
    id: roleText(headers, 'id') ?? '',
    type: roleText(headers, 'type'),
    reason,
    message: text(headers, extraNames.errorMessage) ?? '',
    failedAt: Number.isNaN(failedAt.getTime()) ? undefined : failedAt,
    attempts: attemptsOf(headers, reason),
    redriven: redrivenCount(headers),
    key,
    source: text(headers, 'x-dead-source') ?? text(headers, 'x-original-routing-key'),
    place,
  };
};

export const messageOf = (letter: StoredLetter): DeadLetterMessage => ({
  ...infoOf(letter),
  headers: letter.headers,
  body: letter.body,
  contentEncoding: letter.contentEncoding,
  issues: issuesOf(letter.headers),
});

const roleText = (headers: Headers, role: 'id' | 'type'): string | undefined => {
  const event = cloudAttribute(headers, role);
  return typeof event === 'string' ? event : text(headers, roleNames[role]);
};

const text = (headers: Headers, name: string): string | undefined => {
  const value = own(headers, name);
  return typeof value === 'string' ? value : undefined;
};

/** Reasons for which the handler was called. */
const called: ReadonlySet<string> = new Set([
  'non-retryable',
  'attempts-exhausted',
  'handler-timeout',
]);

const attemptsOf = (headers: Headers, reason: string): number => {
  const retries = Number(own(headers, extraNames.retryCount) ?? 0);
  return called.has(reason) && Number.isSafeInteger(retries) ? retries + 1 : 0;
};

/** RabbitMQ gives up by itself what was delivered too often: it notes so in `x-death`. */
const brokersReason = (headers: Headers): string => {
  const deaths = own(headers, 'x-death');
  const reason = Array.isArray(deaths) ? own(deaths.at(0), 'reason') : undefined;
  if (reason === 'delivery_limit') return 'delivery-limit';
  return typeof reason === 'string' ? reason : 'unknown';
};

const issuesOf = (headers: Headers): readonly Issue[] => {
  const json = text(headers, 'x-dead-validation');
  if (json === undefined) return [];
  try {
    const issues: unknown = JSON.parse(json);
    return Array.isArray(issues) ? issues.filter(isIssue) : [];
  } catch {
    return [];
  }
};

const isIssue = (value: unknown): value is Issue =>
  typeof own(value, 'path') === 'string' && typeof own(value, 'message') === 'string';
