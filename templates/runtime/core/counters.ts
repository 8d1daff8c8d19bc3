import type { Counters } from '../types.js';

/** The bus's counters, while they count. */
export type MutableCounters = { -readonly [Name in keyof Counters]: number };

export const newCounters = (): MutableCounters => ({
  published: 0,
  unrouted: 0,
  handled: 0,
  retried: 0,
  deadLettered: 0,
  skipped: 0,
  duplicates: 0,
  unidentified: 0,
  lateReplies: 0,
  expired: 0,
  callbackErrors: 0,
});
