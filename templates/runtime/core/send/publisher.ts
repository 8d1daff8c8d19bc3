import { ClosedError, NotConnectedError, PublishError, PublishTimeoutError } from '../../errors.js';
import type { Connector } from '../connector.js';
import type { MutableCounters } from '../counters.js';
import type { Deadline, Deadlines } from '../deadlines.js';
import { onAbort } from '../on-abort.js';
import type { Cancel, CancelListener, OutgoingRecord, Transport } from '../transport.js';
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
  #open = 0;
  readonly #waiters: (() => void)[] = [];
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
   * Resolves to `result` once the broker owns the record.
   * @throws PublishError or a subclass, with what is known of the outcome
   */
  publish<Result>(record: OutgoingRecord, limits: Limits, result: Result): Promise<Result> {
    if (this.#closed) return Promise.reject(new ClosedError('the bus is closed'));
    if (limits.signal?.aborted === true) return Promise.reject(aborted(limits.signal));
    const attempt = this.#attempt(limits);
    this.#open += 1;
    return this.#send(record, attempt).then(
      () => {
        this.#end(attempt);
        this.#parts.counters.published += 1;
        return result;
      },
      (error: unknown) => {
        this.#end(attempt);
        throw explain(error, attempt);
      },
    );
  }

  /** Waits for what is under way; publishes that start from now on are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#open === 0) return;
    await new Promise<void>((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  #attempt({ signal, timeout }: Limits): Attempt {
    const limit = timeout ?? this.#parts.timeout;
    const attempt = new Attempt(signal);
    attempt.deadline = this.#parts.deadlines.set(limit, () => {
      attempt.abort(new DeadlinePassed(limit));
    });
    return attempt;
  }

  #end(attempt: Attempt): void {
    attempt.end();
    if (attempt.placed) this.#parts.window.leave();
    this.#open -= 1;
    if (this.#open > 0) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** Without a wait of ours, where there is a connection and a place. */
  #send(record: OutgoingRecord, attempt: Attempt): Promise<void> {
    const { transport, connector, window } = this.#parts;
    if (!connector.connected || !window.tryEnter()) return this.#sendLater(record, attempt);
    attempt.placed = true;
    return transport.publish(record, attempt);
  }

  async #sendLater(record: OutgoingRecord, attempt: Attempt): Promise<void> {
    const { transport, connector, window } = this.#parts;
    if (!connector.connected) await connector.connect(attempt);
    attempt.placed = await window.enter(attempt);
    if (!attempt.placed || attempt.aborted) throw aborted(attempt);
    await transport.publish(record, attempt);
  }
}

/** One publish on its way: what gives it up, and what it has to give back in the end. */
class Attempt implements Cancel {
  aborted = false;
  reason: unknown = undefined;
  /** It has a place in the window. */
  placed = false;
  deadline: Deadline | undefined = undefined;
  readonly #ignoreSignal: (() => void) | undefined;
  #listeners: readonly CancelListener[] = none;

  constructor(signal: AbortSignal | undefined) {
    if (signal === undefined) return;
    this.#ignoreSignal = onAbort(signal, () => this.abort(signal.reason));
  }

  addEventListener(_type: 'abort', listener: CancelListener): void {
    this.#listeners = this.#listeners.length === 0 ? [listener] : [...this.#listeners, listener];
  }

  removeEventListener(_type: 'abort', listener: CancelListener): void {
    const listeners = this.#listeners;
    if (listeners.length === 1 && listeners[0] === listener) this.#listeners = none;
    else this.#listeners = listeners.filter((one) => one !== listener);
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners;
    this.#listeners = none;
    for (const listener of listeners) {
      if (typeof listener === 'function') listener();
      else listener.handleEvent();
    }
  }

  end(): void {
    this.deadline?.cancel();
    this.#ignoreSignal?.();
  }
}

const none: readonly CancelListener[] = [];

/** Why a publish was given up: not an error of the caller's. */
class DeadlinePassed extends Error {
  constructor(limit: number) {
    super(`no confirm within ${limit} ms`);
  }
}

const aborted = (signal: Cancel): PublishError =>
  new PublishError('the publish was given up before it was sent', 'not-sent', {
    cause: signal.reason,
  });

/** Names the time limit as the reason, and gives errors of unknown kind an outcome. */
const explain = (error: unknown, signal: Cancel): Error => {
  const known =
    error instanceof PublishError
      ? error
      : new PublishError('the transport failed', 'unknown', { cause: error });
  if (!(signal.reason instanceof DeadlinePassed) || known instanceof NotConnectedError) {
    return known;
  }
  return new PublishTimeoutError(signal.reason.message, known.outcome, { cause: known });
};
