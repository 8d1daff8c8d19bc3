import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const prefix = 'whsec_';
/** Seconds that a receiver's clock may differ, or a message be old. */
const tolerance = 5 * 60;

/** A secret of 32 random bytes, as receivers' libraries take it. */
export const newSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`;

/** What a signature covers. */
export interface Signed {
  /** `webhook-id`: the same at each try. */
  readonly id: string;
  /** `webhook-timestamp`: seconds since 1970. */
  readonly timestamp: number;
  /** As sent: parse it after it was verified. */
  readonly body: string;
}

/** The value of `webhook-signature`: version 1, HMAC-SHA256. */
export const sign = (secret: string, { id, timestamp, body }: Signed): string => {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const content = `${id}.${timestamp}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
};

/** What a receiver has beside the message. */
export interface Received {
  /** `webhook-signature`: one or several, with spaces between them. */
  readonly signatures: string;
  readonly now?: Date;
}

/** What a receiver does: any of the signatures fits, and the message is at most five minutes old. */
export const verify = (
  secret: string,
  message: Signed,
  { signatures, now = new Date() }: Received,
): boolean => {
  // A timestamp that is no number is not near.
  const isNear = Math.abs(now.getTime() / 1_000 - message.timestamp) <= tolerance;
  if (!isNear) return false;
  const expected = Buffer.from(sign(secret, message));
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
};
