import type { Counters, GroupCounters } from '../types.js';

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

type Received = { -readonly [Name in keyof GroupCounters]: number };

/** What a consumer group counts, for itself and for its bus. */
export class Tally {
  readonly #bus: MutableCounters;
  readonly #own: Received = {
    handled: 0,
    retried: 0,
    deadLettered: 0,
    skipped: 0,
    duplicates: 0,
    unidentified: 0,
    expired: 0,
  };

  constructor(bus: MutableCounters) {
    this.#bus = bus;
  }

  /** The group's own, as of now. */
  get counters(): GroupCounters {
    return { ...this.#own };
  }

  count(what: keyof GroupCounters): void {
    this.#bus[what] += 1;
    this.#own[what] += 1;
  }
}
