import type {
  Delivery,
  OutgoingRecord,
  ReplayCursor,
  ReplayRequest,
  Source,
} from '../core/transport.js';
import type { AddressMatcher } from './address.js';
import { matcherOf } from './address.js';
import { addressOf } from './packet.js';

interface Listener {
  readonly source: Source;
  readonly matches: AddressMatcher;
}

/** Walks through copies of the journal's records. */
export class MemoryReplay implements ReplayCursor {
  readonly #records: readonly OutgoingRecord[];
  readonly #request: ReplayRequest;
  readonly #listeners: readonly Listener[];
  readonly #shared: boolean;
  #next = 0;

  /** @param shared payloads go by reference */
  constructor(records: readonly OutgoingRecord[], request: ReplayRequest, shared: boolean) {
    this.#records = records;
    this.#request = request;
    this.#listeners = request.sources.map((source) => ({
      source,
      matches: matcherOf(source),
    }));
    this.#shared = shared;
  }

  async next(): Promise<Delivery | undefined> {
    for (;;) {
      const record = this.#records[this.#next];
      this.#next += 1;
      if (record === undefined) return undefined;
      const delivery = this.#isAsked(record) ? this.#delivery(record) : undefined;
      if (delivery !== undefined) return delivery;
    }
  }

  async close(): Promise<void> {
    // The journal goes on by itself.
  }

  #isAsked(record: OutgoingRecord): boolean {
    const { from = -Infinity, to = Infinity } = this.#request;
    const time = Date.parse((record.stamp ?? record.meta).time);
    return time >= from && time < to;
  }

  #delivery(record: OutgoingRecord): Delivery | undefined {
    const address = addressOf(record);
    for (const { source, matches } of this.#listeners) {
      const params = matches(address);
      if (params !== undefined) return replayed(record, { source, params, address }, this.#shared);
    }
    return undefined;
  }
}

/** A record that is looked at again: there is nothing to settle. */
const replayed = (
  record: OutgoingRecord,
  where: Pick<Delivery, 'source' | 'params' | 'address'>,
  shared: boolean,
): Delivery => ({
  ...where,
  key: record.key,
  headers: record.headers,
  get body() {
    return record.body;
  },
  get value() {
    return shared ? record : { payload: record.copy?.() };
  },
  record,
  timestamp: undefined,
  lane: undefined,
  redelivered: true,
  fallbackId: undefined,
  info: { transport: 'memory', address: where.address },
  epoch: record,
  settle: () => undefined,
  release: () => undefined,
  deadLetter: () => Promise.reject(new TypeError('a replay has no dead letters')),
});
