import { ClosedError, NotConnectedError } from '../errors.js';
import type { Logger } from '../log.js';
import { backoff } from './backoff.js';
import type { Clock } from './clock.js';
import { sleep } from './clock.js';
import type { Cancel, Transport } from './transport.js';

/** Brings the transport up at first use, trying for ever (promise P10); all callers share one attempt. */
export class Connector {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #connecting: Promise<void> | undefined;
  #connected = false;

  constructor(parts: { transport: Transport; clock: Clock; log: Logger }) {
    this.#transport = parts.transport;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** The bus closes: nothing is tried again from now on. */
  stop(): void {
    this.#connected = false;
    this.#stop.abort(new ClosedError('the bus is closed'));
  }

  /**
   * Waits for the connection, however long that takes, or until the signal aborts.
   * @throws NotConnectedError when the signal aborted first, ClosedError when the bus was closed
   */
  connect(signal?: Cancel): Promise<void> {
    this.#connecting ??= unlessAborted(this.#keepTrying(), this.#stop.signal, ClosedError);
    if (signal === undefined) return this.#connecting;
    return unlessAborted(this.#connecting, signal, NotConnectedError);
  }

  /**
   * One attempt.
   * @throws NotConnectedError, ClosedError
   */
  async tryOnce(): Promise<void> {
    if (this.#stop.signal.aborted) throw new ClosedError('the bus is closed');
    await this.#transport.connect();
    if (!this.#stop.signal.aborted) this.#connected = true;
  }

  async #keepTrying(): Promise<void> {
    for (let failures = 1; !this.#connected; failures += 1) {
      try {
        await this.tryOnce();
      } catch (error) {
        if (this.#stop.signal.aborted) throw new ClosedError('the bus is closed', { cause: error });
        const delay = backoff(failures);
        this.#log.warn({ err: error, delay }, 'cannot connect, trying again');
        await sleep(this.#clock, delay, this.#stop.signal);
      }
    }
  }
}

/** @throws Failure when the signal aborts first */
const unlessAborted = (
  work: Promise<void>,
  signal: Cancel,
  Failure: new (message: string, options?: ErrorOptions) => Error,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(new Failure('there was no connection until then', { cause: signal.reason }));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
