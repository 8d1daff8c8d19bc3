import type { Cancel } from '../core/transport.js';
import { PublishError, PublishTimeoutError } from '../errors.js';
import type { Outcome } from '../errors.js';
import type { DriverRecord } from './driver.js';

/** A record on its way to one partition; hears of its signal itself. */
export class Pending {
  readonly record: DriverRecord;
  /** Upper bound of its size in the batch, in bytes. */
  readonly size: number;
  state: 'queued' | 'written' | 'settled' = 'queued';
  readonly #resolve: () => void;
  readonly #reject: (error: PublishError) => void;
  #signal: Cancel | undefined;

  constructor(
    record: DriverRecord,
    size: number,
    resolve: () => void,
    reject: (error: PublishError) => void,
  ) {
    this.record = record;
    this.size = size;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Gives up when the signal aborts, or has. */
  heed(signal: Cancel): void {
    this.#signal = signal;
    if (signal.aborted) this.handleEvent();
    else signal.addEventListener('abort', this);
  }

  succeed(): void {
    if (this.#end()) this.#resolve();
  }

  fail(error: PublishError): void {
    if (this.#end()) this.#reject(error);
  }

  /** The signal aborted, the caller gave up: rejects with what is known of it. */
  handleEvent(): void {
    const reason = this.#signal?.reason;
    const outcome: Outcome = this.state === 'queued' ? 'not-sent' : 'unknown';
    const timeout = reason instanceof Error && reason.name === 'TimeoutError';
    this.fail(
      timeout
        ? new PublishTimeoutError('no confirm in time', outcome, { cause: reason })
        : new PublishError('gave up waiting for the confirm', outcome, { cause: reason }),
    );
  }

  /** Whether this is its first end. */
  #end(): boolean {
    if (this.state === 'settled') return false;
    this.state = 'settled';
    this.#signal?.removeEventListener('abort', this);
    return true;
  }
}
