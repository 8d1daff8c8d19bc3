import type { BusStatus } from '../types.js';

type TransportState = 'connecting' | 'ready' | 'blocked' | 'recovering';

/** Puts together what the transport says, what troubles the consumers, and how far closing is. */
export class Status {
  #transport: TransportState | 'idle' = 'idle';
  #transportReason: string | undefined;
  #closing: 'closing' | 'closed' | undefined;
  readonly #trouble: () => string | undefined;

  constructor(trouble: () => string | undefined) {
    this.#trouble = trouble;
  }

  get status(): BusStatus {
    if (this.#closing !== undefined) return this.#closing;
    const degraded = this.#transport === 'ready' && this.#trouble() !== undefined;
    return degraded ? 'degraded' : this.#transport;
  }

  get reason(): string | undefined {
    return this.status === 'degraded' ? this.#trouble() : this.#transportReason;
  }

  transport(state: TransportState, reason: string | undefined): void {
    this.#transport = state;
    this.#transportReason = reason;
  }

  close(state: 'closing' | 'closed'): void {
    this.#closing = state;
    this.#transportReason = undefined;
  }
}
