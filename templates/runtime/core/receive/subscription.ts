import { NoAnswerError, NotConnectedError } from '../../errors.js';
import type { Logger } from '../../log.js';
import type {
  CloseOptions,
  DeadLetters,
  Lag,
  LagOptions,
  Subscription,
  SubscriptionHealth,
} from '../../types.js';
import { backoff } from '../backoff.js';
import type { Clock } from '../clock.js';
import { sleep } from '../clock.js';
import type { Tally } from '../counters.js';
import { drainLimits, within } from '../drain.js';
import { scopes } from '../scope.js';
import type { Format } from './resolve.js';
import type { ConsumeRequest, Delivery, Intake, Transport } from '../transport.js';
import type { Engine } from './engine.js';

export interface SubscriptionParts {
  readonly transport: Transport;
  readonly engine: Engine;
  readonly tally: Tally;
  readonly unwrap: Format['unwrap'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly request: Omit<ConsumeRequest, 'deliver' | 'revoke' | 'hold'>;
  readonly deadLetters: DeadLetters;
  /** Hears when it is closed for good. */
  readonly onClosed: (subscription: RunningSubscription) => void;
}

/** A consumer group's member: the transport's intake, and the engine behind it. */
export class RunningSubscription implements Subscription {
  readonly ready: Promise<void>;
  readonly deadLetters: DeadLetters;
  readonly #parts: SubscriptionParts;
  readonly #stop = new AbortController();
  #intake: Intake | undefined;
  #paused = false;
  #closing: Promise<void> | undefined;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.deadLetters = parts.deadLetters;
    this.ready = this.#start();
    // Whoever awaits `ready` sees the error; whoever does not finds it in the log.
    this.ready.catch((error: unknown) => {
      parts.log.error({ err: error, group: parts.request.group }, 'the subscription cannot start');
    });
  }

  get inFlight(): number {
    return this.#parts.engine.running;
  }

  get waiting(): number {
    return this.#parts.engine.waiting;
  }

  get group(): string {
    return this.#parts.request.group;
  }

  /** As `lag().messages`, for a glance that must not wait. @returns undefined while it starts */
  async messagesBehind(): Promise<number | undefined> {
    return this.#intake?.lag();
  }

  pause(): void {
    this.#paused = true;
    this.#parts.engine.pause();
    this.#intake?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#parts.engine.resume();
    this.#intake?.resume();
  }

  health(): SubscriptionHealth {
    return {
      inFlight: this.inFlight,
      waiting: this.waiting,
      counters: this.#parts.tally.counters,
    };
  }

  async lag({ timeout }: LagOptions = {}): Promise<Lag> {
    const answer = this.#askLag();
    if (timeout !== undefined && !(await within(this.#parts.clock, timeout, answer))) {
      throw new NoAnswerError(`the broker did not answer within ${timeout} ms`);
    }
    return answer;
  }

  async #askLag(): Promise<Lag> {
    await this.ready;
    const { clock, engine } = this.#parts;
    const messages = (await this.#intake?.lag()) ?? 0;
    const { oldest } = engine;
    return { messages, age: oldest === undefined ? 0 : Math.max(0, clock.now() - oldest) };
  }

  close(options: CloseOptions = {}): Promise<void> {
    const call = scopes.getStore()?.call;
    if (call !== undefined) this.#parts.engine.excuse(call);
    this.#closing ??= this.#close(drainLimits(options));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Leaves the handler that makes this call out of what `close` waits for. */
  excuse(call: object): void {
    this.#parts.engine.excuse(call);
  }

  /** Tries again while the broker is away; what is wrong for good rejects. */
  async #start(): Promise<void> {
    const { transport, engine, unwrap, request, clock, log } = this.#parts;
    for (let failures = 1; !this.#stop.signal.aborted; failures += 1) {
      try {
        const { revoke, hold } = engine;
        const deliver = (delivery: Delivery): void => engine.deliver(unwrap(delivery));
        await this.#started(await transport.consume({ ...request, deliver, revoke, hold }));
        return;
      } catch (error) {
        if (!(error instanceof NotConnectedError)) throw error;
        const delay = backoff(failures);
        log.warn({ err: error, delay, group: request.group }, 'cannot subscribe, trying again');
        await sleep(clock, delay, this.#stop.signal);
      }
    }
  }

  async #started(intake: Intake): Promise<void> {
    this.#intake = intake;
    if (this.#paused) intake.pause();
    // Closed while it started: nobody else knows this intake.
    if (this.#stop.signal.aborted) await intake.close();
  }

  /** Promise P9: stop, drain, abort, a second's grace, give back, release. Never rejects. */
  async #close({ drain, grace, limit }: ReturnType<typeof drainLimits>): Promise<void> {
    const { engine, clock, onClosed, log } = this.#parts;
    this.#stop.abort();
    const release = async (): Promise<void> => {
      await this.#intake?.stop();
      engine.stop();
      if (!(await within(clock, drain, engine.drained()))) {
        engine.abort();
        await within(clock, grace, engine.drained());
      }
      engine.abandon();
      await this.#intake?.close();
    };
    const finished = release().catch((error: unknown) => {
      log.warn({ err: error }, 'the subscription did not close cleanly');
    });
    if (!(await within(clock, limit, finished))) {
      log.warn({ limit }, 'the subscription did not close in time');
    }
    engine.abandon();
    onClosed(this);
  }
}
