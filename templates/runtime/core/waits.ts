import type { RetryPolicy } from '../contract.js';

/** Places on the broker for one policy; a wait without one of its own takes the next longer. */
const mostWaits = 12;
/** Attempts whose waits are looked at. */
const mostAttempts = 1_000;

/** Milliseconds to wait after the failed call `attempt`, without jitter, at least one. */
export const exactWait = (attempt: number, { firstDelay, factor, maxDelay }: RetryPolicy): number =>
  Math.max(1, Math.round(Math.min(firstDelay * factor ** (attempt - 1), maxDelay)));

/**
 * The waits of these policies, in milliseconds, ascending: a broker that delays messages has a queue
 * or a topic for each. Policies that block have none.
 */
export const waitsOf = (policies: readonly RetryPolicy[]): readonly number[] => {
  const waits = new Set<number>();
  for (const policy of policies) {
    if (policy.mode !== 'delayed') continue;
    const last = Math.min(policy.maxAttempts, mostAttempts);
    for (let attempt = 1; attempt < last; attempt += 1) waits.add(exactWait(attempt, policy));
  }
  const all = [...waits].sort((one, other) => one - other);
  const step = Math.ceil(all.length / mostWaits);
  return all.filter((_, index) => (all.length - 1 - index) % step === 0);
};

/** The shortest wait that is long enough, else the longest, which then takes several rounds. */
export const roundUp = (waits: readonly number[], wait: number): number =>
  waits.find((one) => one >= wait) ?? waits.at(-1) ?? wait;
