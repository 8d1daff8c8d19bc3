const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits after each failed try; after the last there is none. */
const waits: readonly number[] = [
  5 * second,
  ...[5, 30].map((minutes) => minutes * minute),
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
];

/** What the receiver said. */
export interface Answer {
  /** `undefined`: nothing, in time. */
  readonly status: number | undefined;
  /** `Retry-After`, as it came. */
  readonly retryAfter?: string | undefined;
}

/** What becomes of a delivery. `wait`: milliseconds until the next try. */
export type Fate = 'delivered' | 'disabled' | 'given-up' | { readonly wait: number };

/**
 * @param attempts tries so far, this one included
 * @param now for a `Retry-After` that names a date
 */
export const fateOf = (
  { status, retryAfter }: Answer,
  attempts: number,
  now: Date = new Date(),
): Fate => {
  if (status !== undefined && status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'disabled';
  const wait = waits[attempts - 1];
  if (wait === undefined) return 'given-up';
  return { wait: Math.max(wait, asked(retryAfter, now)) };
};

/** Never longer than a day: who asks for more has to register again. */
const asked = (retryAfter: string | undefined, now: Date): number => {
  if (retryAfter === undefined) return 0;
  const seconds = Number(retryAfter);
  const wait = Number.isFinite(seconds) ? seconds * second : Date.parse(retryAfter) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 24 * hour) : 0;
};
