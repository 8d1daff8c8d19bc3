import type { TransportHost } from '../core/transport.js';
import type { LinkState } from './link.js';

type BusState = Parameters<TransportHost['status']>[0];

/** Worst first: the bus is as well as its least healthy part. */
const ORDER: readonly BusState[] = ['blocked', 'recovering', 'connecting', 'ready'];

/** Sums up the states of connections and channels for the bus, and reports only changes. */
export class StatusBoard {
  readonly #report: (state: BusState, reason?: string) => void;
  readonly #parts = new Map<object, BusState>();
  #last: BusState | undefined;

  constructor(report: TransportHost['status']) {
    this.#report = report;
  }

  /** A connection's state; also its first one counts. */
  link(part: object, state: LinkState, reason?: string): void {
    if (state === 'idle' || state === 'closed') this.#parts.delete(part);
    else this.#parts.set(part, state);
    this.#tell(reason);
  }

  /** A channel's state. Opening a new one on a healthy connection is no news. */
  channel(part: object, state: LinkState, reason?: string): void {
    if (state === 'recovering') this.#parts.set(part, state);
    else this.#parts.delete(part);
    this.#tell(reason);
  }

  #tell(reason: string | undefined): void {
    const states = new Set(this.#parts.values());
    const state = ORDER.find((candidate) => states.has(candidate));
    if (state === undefined || state === this.#last) return;
    this.#last = state;
    this.#report(state, state === 'ready' ? undefined : reason);
  }
}
