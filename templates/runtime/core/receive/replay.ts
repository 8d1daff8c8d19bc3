import type { Replay, ReplayResult } from '../../types.js';
import { ReplayError } from '../../errors.js';
import type { BusParts } from '../bus-parts.js';
import { sleep } from '../clock.js';
import { scopes } from '../scope.js';
import type { Delivery, ReplayCursor, ReplayRequest } from '../transport.js';
import { Call } from './call.js';
import { messageOf } from './message.js';
import type { Format } from './resolve.js';
import { HandlerTimeoutError, judge } from './retry.js';
import type { AnyHandler, Channel, Route } from './routes.js';
import { Work } from './work.js';

export interface ReplayParts {
  readonly bus: BusParts;
  readonly channels: readonly Channel[];
  readonly unwrap: Format['unwrap'];
  readonly request: ReplayRequest;
  /** Milliseconds. */
  readonly handlerTimeout: number;
}

type Tally = { -readonly [Name in keyof ReplayResult]: number };

/**
 * Reads again what the transport has kept, one message after the other, with handlers of its own.
 * No group moves, nothing is settled, nothing becomes a dead letter: a message whose tries run out
 * ends the replay.
 */
export class RunningReplay implements Replay {
  readonly done: Promise<ReplayResult>;
  readonly #parts: ReplayParts;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #stop = new AbortController();
  readonly #tally: Tally = { handled: 0, skipped: 0, invalid: 0 };

  constructor(parts: ReplayParts) {
    this.#parts = parts;
    this.#channels = new Map(parts.channels.map((one) => [one.source.channel.id, one]));
    this.done = this.#run();
    // Whoever awaits `done` sees the error; whoever does not finds it in the log.
    this.done.catch((error: unknown) => parts.bus.log.error({ err: error }, 'the replay failed'));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.done.catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<ReplayResult> {
    const { bus, request } = this.#parts;
    const { transport, connector } = bus;
    if (transport.openReplay === undefined) {
      throw new TypeError(`a bus of kind ${transport.kind} keeps no history`);
    }
    await connector.connect();
    const cursor = await transport.openReplay(request);
    try {
      await this.#read(cursor);
    } finally {
      await cursor.close();
    }
    return this.#tally;
  }

  async #read(cursor: ReplayCursor): Promise<void> {
    while (!this.#stop.signal.aborted && !this.#parts.bus.isClosing()) {
      const delivery = await cursor.next();
      if (delivery === undefined) return;
      await this.#deliver(this.#parts.unwrap(delivery));
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const channel = this.#channels.get(delivery.source.channel.id);
    const work = new Work(delivery, undefined);
    for (;;) {
      // Decoded at each try: a handler may have changed what it was given.
      const opened = channel?.reader.open(delivery);
      if (opened?.ok === false) {
        this.#tally.invalid += 1;
        return;
      }
      const route = opened && channel?.routes.get(opened.plan.message);
      if (opened === undefined || route?.handler === undefined) {
        this.#tally.skipped += 1;
        return;
      }
      work.attempts += 1;
      const { clock, log } = this.#parts.bus;
      const how = { attempt: work.attempts, clock, replayed: true };
      const call = new Call(work, messageOf(delivery, opened, how), log);
      if (await this.#succeeds(call, route.handler, route)) return;
      if (this.#stop.signal.aborted) return;
    }
  }

  /** @returns false to try again @throws ReplayError when there is no other try */
  async #succeeds(call: Call, handler: AnyHandler, { retry }: Route): Promise<boolean> {
    try {
      await this.#withinTime(call, async () => scopes.run(call, handler, call.message, call));
      this.#tally.handled += 1;
      return true;
    } catch (error) {
      const verdict = judge(error, call.work.attempts, retry);
      const { id, type } = call.message;
      if (!('retryIn' in verdict)) {
        throw new ReplayError(`the replay stopped at ${type} ${id}: ${String(error)}`, {
          cause: error,
        });
      }
      await sleep(this.#parts.bus.clock, verdict.retryIn, this.#stop.signal);
      return false;
    }
  }

  #withinTime(call: Call, work: () => Promise<unknown>): Promise<unknown> {
    const { handlerTimeout, bus } = this.#parts;
    return new Promise((resolve, reject) => {
      call.deadline = bus.deadlines.set(handlerTimeout, () => {
        const error = new HandlerTimeoutError(handlerTimeout);
        call.abort(error);
        reject(error);
      });
      work()
        .then(resolve, reject)
        .finally(() => call.end());
    });
  }
}
