import { ClosedError, NotConnectedError, PublishError, PublishTimeoutError } from '../../errors.js';
import type { Connector } from '../connector.js';
import type { MutableCounters } from '../counters.js';
import type { Deadlines } from '../deadlines.js';
import type { OutgoingRecord, Transport } from '../transport.js';
import type { Window } from './window.js';

/** What a publish needs of its bus. */
export interface PublisherParts {
  readonly transport: Transport;
  readonly connector: Connector;
  readonly window: Window;
  readonly deadlines: Deadlines;
  readonly counters: MutableCounters;
  /** Milliseconds. */
  readonly timeout: number;
}

/** How long a publish may take. */
export interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/** Hands records to the transport, within the window and the time limit. */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #open = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /**
   * Publishes without waiting, where the transport can.
   * @returns whether the broker owns the record now; if not, `publish` it
   * @throws UnroutableError
   */
  accept(record: OutgoingRecord): boolean {
    const { transport, connector, counters, window } = this.#parts;
    if (this.#closed || !connector.connected || window.used > 0) return false;
    if (transport.accept?.(record) !== true) return false;
    counters.published += 1;
    return true;
  }

  /**
   * Resolves once the broker owns the record.
   * @throws PublishError or a subclass, with what is known of the outcome
   */
  publish(record: OutgoingRecord, limits: Limits): Promise<void> {
    if (this.#closed) return Promise.reject(new ClosedError('the bus is closed'));
    if (limits.signal?.aborted === true) return Promise.reject(aborted(limits.signal));
    const publishing = this.#publish(record, limits);
    this.#open.add(publishing);
    const forget = (): void => {
      this.#open.delete(publishing);
    };
    publishing.then(forget, forget);
    return publishing;
  }

  /** Waits for what is under way; publishes that start from now on are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#open);
  }

  async #publish(record: OutgoingRecord, limits: Limits): Promise<void> {
    const { deadlines, timeout, counters } = this.#parts;
    const limit = limits.timeout ?? timeout;
    const controller = new AbortController();
    const deadline = deadlines.set(limit, () => {
      controller.abort(new DeadlinePassed(limit));
    });
    const forward = (): void => {
      controller.abort(limits.signal?.reason);
    };
    limits.signal?.addEventListener('abort', forward, { once: true });
    try {
      await this.#send(record, controller.signal);
      counters.published += 1;
    } catch (error) {
      throw explain(error, controller.signal);
    } finally {
      deadline.cancel();
      limits.signal?.removeEventListener('abort', forward);
    }
  }

  async #send(record: OutgoingRecord, signal: AbortSignal): Promise<void> {
    const { transport, connector, window } = this.#parts;
    if (!connector.connected) await connector.connect(signal);
    if (!(await window.enter(signal))) throw aborted(signal);
    try {
      if (signal.aborted) throw aborted(signal);
      await transport.publish(record, signal);
    } finally {
      window.leave();
    }
  }
}

/** Why a publish was given up: not an error of the caller's. */
class DeadlinePassed extends Error {
  constructor(limit: number) {
    super(`no confirm within ${limit} ms`);
  }
}

const aborted = (signal: AbortSignal): PublishError =>
  new PublishError('the publish was given up before it was sent', 'not-sent', {
    cause: signal.reason,
  });

/** Names the time limit as the reason, and gives errors of unknown kind an outcome. */
const explain = (error: unknown, signal: AbortSignal): Error => {
  const known =
    error instanceof PublishError
      ? error
      : new PublishError('the transport failed', 'unknown', { cause: error });
  if (!(signal.reason instanceof DeadlinePassed) || known instanceof NotConnectedError) {
    return known;
  }
  return new PublishTimeoutError(signal.reason.message, known.outcome, { cause: known });
};
