import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Standard Webhooks, https://www.standardwebhooks.com: version 1, HMAC-SHA256. */
const prefix = 'whsec_';
/** Seconds that a receiver's clock may differ, or a message be old. */
const tolerance = 5 * 60;

export const newSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`;

export interface Signed {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** The value of `webhook-signature`. */
export const sign = (secret: string, { id, timestamp, body }: Signed): string => {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const content = `${id}.${timestamp}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
};

/** What a receiver does: any of the signatures fits, and the message is not old. */
export const verify = (
  secret: string,
  message: Signed,
  { signatures, now }: { readonly signatures: string; readonly now: Date },
): boolean => {
  if (Math.abs(now.getTime() / 1_000 - message.timestamp) > tolerance) return false;
  const expected = Buffer.from(sign(secret, message));
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
};
