import { backoff } from '../core/backoff.js';
import { ClosedError } from '../errors.js';

export type SupervisorState = 'idle' | 'connecting' | 'ready' | 'recovering' | 'closed';

export interface Supervised<T> {
  /** What is kept, for messages. */
  readonly name: string;
  /**
   * Opens it. `lost` is to be called when what was opened has ended by itself, also while `open`
   * still runs.
   */
  readonly open: (lost: (reason: Error) => void) => Promise<T>;
  /** Closes what `open` made. */
  readonly dispose: (resource: T) => Promise<void>;
  readonly changed?: (state: SupervisorState, reason?: Error) => void;
  /** True for a failure that no later attempt can heal. Asked only until it was ready once. */
  readonly hopeless?: (reason: Error) => boolean;
  /** Milliseconds before the next attempt; `failures` counts from 1. Default: 0.2 to 30 s, jittered. */
  readonly backoff?: (failures: number) => number;
}

interface Waiter<T> {
  readonly resolve: (resource: T) => void;
  readonly reject: (reason: Error) => void;
}

/** What lasted this long was healthy: the next loss starts again with the first delay. */
const STEADY = 5_000;

/**
 * Keeps one thing open: a connection, or a channel on it. Opens it when it is first asked for, and
 * again, for ever, whenever it is lost (promise P10).
 *
 *     idle -> connecting -> ready -> recovering -> ready ... -> closed
 */
export class Supervisor<T> {
  readonly #supervised: Supervised<T>;
  #state: SupervisorState = 'idle';
  #current: T | undefined;
  #opening: Promise<T> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #readySince = 0;
  #wasReady = false;
  #end: Error | undefined;
  readonly #waiters = new Set<Waiter<T>>();

  constructor(supervised: Supervised<T>) {
    this.#supervised = supervised;
  }

  get state(): SupervisorState {
    return this.#state;
  }

  /** What is open now, if anything is. */
  get current(): T | undefined {
    return this.#current;
  }

  /**
   * Waits until it is open, however long that takes.
   * @throws ClosedError when it is closed first, or the reason that makes it hopeless
   */
  get(): Promise<T> {
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const opened = new Promise<T>((resolve, reject) => this.#waiters.add({ resolve, reject }));
    if (this.#opening === undefined && this.#timer === undefined) void this.#try();
    return opened;
  }

  /** Makes, or joins, one attempt and rejects with its failure. It goes on only if `get` was called. */
  attempt(): Promise<T> {
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return this.#opening ?? this.#try();
  }

  /** Closes what is open and stops trying. What an attempt under way still opens is disposed of. */
  async close(): Promise<void> {
    const resource = this.#current;
    this.#finish(new ClosedError(`${this.#supervised.name} was closed`));
    if (resource !== undefined) await this.#supervised.dispose(resource);
  }

  /** The attempt under way, until it has ended either way. */
  async attempted(): Promise<void> {
    await this.#opening?.catch(() => undefined);
  }

  #try(): Promise<T> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#enter(this.#wasReady ? 'recovering' : 'connecting');
    const opening = this.#open();
    this.#opening = opening;
    opening.then(
      (resource) => this.#opened(resource),
      (reason: unknown) => this.#failed(toError(reason)),
    );
    return opening;
  }

  async #open(): Promise<T> {
    let early: Error | undefined;
    const mine: { resource?: T } = {};
    const lost = (reason: Error): void => {
      if (mine.resource !== undefined && mine.resource === this.#current) this.#lost(reason);
      else early ??= reason;
    };
    const opened = await this.#supervised.open(lost);
    if (this.#end !== undefined || early !== undefined) {
      await this.#supervised.dispose(opened).catch(() => undefined);
      throw this.#end ?? early ?? new Error(`${this.#supervised.name} ended while it was opened`);
    }
    mine.resource = opened;
    this.#current = opened;
    return opened;
  }

  #opened(resource: T): void {
    this.#opening = undefined;
    if (this.#current !== resource) return;
    this.#wasReady = true;
    this.#readySince = performance.now();
    this.#enter('ready');
    this.#settleWaiters(({ resolve }) => resolve(resource));
  }

  #failed(reason: Error): void {
    this.#opening = undefined;
    if (this.#end !== undefined) return;
    if (this.#wasReady) this.#later(reason);
    else if (this.#supervised.hopeless?.(reason) === true) this.#finish(reason);
    else if (this.#waiters.size > 0) this.#later(reason);
    else this.#enter('idle', reason);
  }

  #lost(reason: Error): void {
    this.#current = undefined;
    if (performance.now() - this.#readySince > STEADY) this.#failures = 0;
    this.#wasReady = true;
    this.#later(reason);
  }

  #later(reason: Error): void {
    this.#enter(this.#wasReady ? 'recovering' : 'connecting', reason);
    this.#failures += 1;
    const delay = (this.#supervised.backoff ?? backoff)(this.#failures);
    this.#timer = setTimeout(() => void this.#try(), delay);
  }

  #finish(end: Error): void {
    this.#end ??= end;
    this.#current = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#enter('closed');
    this.#settleWaiters(({ reject }) => reject(end));
  }

  #settleWaiters(settle: (waiter: Waiter<T>) => void): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    waiters.forEach(settle);
  }

  #enter(state: SupervisorState, reason?: Error): void {
    if (this.#state === state && reason === undefined) return;
    this.#state = state;
    this.#supervised.changed?.(state, reason);
  }
}

/** What was thrown, as an Error. */
export const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));
