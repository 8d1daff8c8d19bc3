import type { Issue } from '../../validator.js';
import { extraNames } from '../envelope/names.js';
import type { Delivery, Headers, HeaderValue } from '../transport.js';

/** Why a message is given up. */
export interface Death {
  readonly reason:
    | 'unparseable'
    | 'schema-invalid'
    | 'unknown-type'
    | 'unknown-version'
    | 'non-retryable'
    | 'attempts-exhausted'
    | 'handler-timeout'
    | 'expired'
    | 'delivery-limit';
  readonly message: string;
  /** Class of the error. */
  readonly error?: string;
  readonly issues?: readonly Issue[];
}

/** Who gives it up, and when. */
export interface Witness {
  readonly group: string;
  /** Title and version of the document. */
  readonly contract: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly firstFailure: number;
  /** Calls of the handler, 0 when it was never called. */
  readonly attempts: number;
}

const maxMessageBytes = 1_024;
const maxIssues = 10;

/** The broker's own notes, which would be wrong on a copy. */
export const brokersNotes = /^(?:x-death|x-first-death-|x-last-death-|x-delivery-count$)/;

/** The headers of the copy: the original's, and why it is there. DELIVERY section 3, "Dead letter". */
export const deadLetterHeaders = (delivery: Delivery, death: Death, witness: Witness): Headers => ({
  ...Object.fromEntries(
    Object.entries(delivery.headers).filter(
      ([name]) => name !== extraNames.notBefore && !brokersNotes.test(name),
    ),
  ),
  [extraNames.errorMessage]: cut(death.message),
  [extraNames.failedAt]: new Date(witness.now).toISOString(),
  [extraNames.retryCount]: Math.max(0, witness.attempts - 1),
  'x-dead-reason': death.reason,
  'x-dead-first-failure': new Date(witness.firstFailure).toISOString(),
  'x-dead-source': delivery.address,
  'x-dead-consumer': witness.group,
  'x-dead-contract': witness.contract,
  ...positionOf(delivery),
  ...(death.error === undefined ? {} : { 'x-dead-error': death.error }),
  ...(death.issues === undefined
    ? {}
    : { 'x-dead-validation': JSON.stringify(death.issues.slice(0, maxIssues)) }),
});

/** Where the original lies; a copy that waited carries that in its own headers. */
export const positionOf = ({ info, postponed }: Delivery): Record<string, HeaderValue> =>
  info.transport === 'kafka' && postponed === undefined
    ? { 'x-dead-partition': info.partition, 'x-dead-offset': String(info.offset) }
    : {};

/** At most 1 KiB of UTF-8, cut between characters. */
const cut = (text: string): string => {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxMessageBytes) return text;
  let end = maxMessageBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
};
