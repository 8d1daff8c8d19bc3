import type { TransportHost } from '../core/transport.js';
import type { LinkState } from './link.js';

type BusState = Parameters<TransportHost['status']>[0];

/** A connection, or a channel, that counts. */
interface Part {
  readonly state: BusState;
  readonly reason: string | undefined;
  readonly kind: 'link' | 'channel';
}

/** Worst first: the bus is as well as its least healthy part. */
const ORDER: readonly BusState[] = ['blocked', 'recovering', 'connecting', 'ready'];

/**
 * Sums up the states of connections and channels for the bus. Reports changes only: another state, or
 * another reason for it when the connections are well and a channel is not.
 */
export class StatusBoard {
  readonly #report: (state: BusState, reason?: string) => void;
  readonly #parts = new Map<object, Part>();
  #last: Part | undefined;

  constructor(report: TransportHost['status']) {
    this.#report = report;
  }

  /** A connection's state; also its first one counts. */
  link(part: object, state: LinkState, reason?: string): void {
    if (state === 'idle' || state === 'closed') this.#parts.delete(part);
    else this.#parts.set(part, { state, reason, kind: 'link' });
    this.#tell();
  }

  /** A channel's state. Opening a new one on a healthy connection is no news, unless it failed. */
  channel(part: object, state: LinkState, reason?: string): void {
    const failed = state === 'connecting' && reason !== undefined;
    if (state === 'recovering' || failed) this.#parts.set(part, { state, reason, kind: 'channel' });
    else if (state !== 'connecting') this.#parts.delete(part);
    this.#tell();
  }

  #tell(): void {
    const worst = this.#worst();
    if (worst === undefined) return;
    const { state, reason, kind } = worst;
    const isOther = kind === 'channel' && reason !== undefined && reason !== this.#last?.reason;
    if (state === this.#last?.state && !isOther) return;
    this.#last = worst;
    this.#report(state, state === 'ready' ? undefined : reason);
  }

  /** Connections before channels: those follow from them. */
  #worst(): Part | undefined {
    const parts = [...this.#parts.values()];
    for (const state of ORDER) {
      const those = parts.filter((part) => part.state === state);
      const worst = those.find(({ kind }) => kind === 'link') ?? those[0];
      if (worst !== undefined) return worst;
    }
    return undefined;
  }
}
