import { extraNames } from '../envelope/names.js';
import type { Headers } from '../transport.js';

const { errorMessage, failedAt, retryCount, notBefore, redriven } = extraNames;
const ours: ReadonlySet<string> = new Set([
  errorMessage,
  failedAt,
  retryCount,
  notBefore,
  redriven,
]);

/** What the death is told by; the message that is sent again has not died. */
const tellsDeath = (name: string): boolean =>
  ours.has(name) ||
  /^(?:x-dead-|x-death|x-first-death-|x-last-death-|x-delivery-count$)/.test(name);

/** Times that a message was redriven. */
export const redrivenCount = (headers: Headers): number => {
  const count = Number(headers[redriven]);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
};

/** The headers of a dead letter that is sent again: the original's, and the count. */
export const redriveHeaders = (headers: Headers): Headers => ({
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => !tellsDeath(name))),
  [redriven]: redrivenCount(headers) + 1,
});
