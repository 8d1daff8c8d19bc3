import type { Cancel } from '../core/transport.js';
import { PublishError, PublishTimeoutError } from '../errors.js';
import type { Outcome } from '../errors.js';
import type { DriverRecord } from './driver.js';

interface PendingParts {
  readonly record: DriverRecord;
  /** Upper bound of its size in the batch, in bytes. */
  readonly size: number;
  readonly signal: Cancel | undefined;
}

/** A record on its way to one partition. */
export class Pending {
  readonly record: DriverRecord;
  readonly size: number;
  state: 'queued' | 'written' | 'settled' = 'queued';
  readonly #signal: Cancel | undefined;
  readonly #resolve: () => void;
  readonly #reject: (error: PublishError) => void;

  constructor(
    { record, size, signal }: PendingParts,
    resolve: () => void,
    reject: (error: PublishError) => void,
  ) {
    this.record = record;
    this.size = size;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal?.addEventListener('abort', this.abandon, { once: true });
  }

  succeed(): void {
    if (this.#end()) this.#resolve();
  }

  fail(error: PublishError): void {
    if (this.#end()) this.#reject(error);
  }

  /** The caller gave up: rejects with what is known of it. */
  readonly abandon = (): void => {
    const reason = this.#signal?.reason;
    const outcome: Outcome = this.state === 'queued' ? 'not-sent' : 'unknown';
    const timeout = reason instanceof Error && reason.name === 'TimeoutError';
    this.fail(
      timeout
        ? new PublishTimeoutError('no confirm in time', outcome, { cause: reason })
        : new PublishError('gave up waiting for the confirm', outcome, { cause: reason }),
    );
  };

  /** Whether this is its first end. */
  #end(): boolean {
    if (this.state === 'settled') return false;
    this.state = 'settled';
    this.#signal?.removeEventListener('abort', this.abandon);
    return true;
  }
}
