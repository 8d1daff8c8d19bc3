import { DeliveryError } from '../../errors.js';
import type { ContextLogger } from '../../log.js';
import { backoff } from '../backoff.js';
import type { Clock } from '../clock.js';
import type { Tally } from '../counters.js';
import type { Deadlines } from '../deadlines.js';
import { extraNames } from '../envelope/names.js';
import { own } from '../own.js';
import type { Responder } from '../reply/responder.js';
import { scopes } from '../scope.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Delivery } from '../transport.js';
import type { Troubles } from '../troubles.js';
import type { Batch } from '../../batch.js';
import { Call } from './call.js';
import type { Gathered } from './collector.js';
import { Collector } from './collector.js';
import type { Death } from './dead-letter.js';
import { deadLetterHeaders } from './dead-letter.js';
import type { Desk } from './engine.js';
import { messageOf } from './message.js';
import { postponedHeaders, recall } from './postpone.js';
import type { Opened } from './resolve.js';
import { HandlerTimeoutError, judge } from './retry.js';
import type { AnyHandler, Channel, Route } from './routes.js';
import type { Work } from './work.js';

export interface ProcessorParts {
  readonly log: ContextLogger;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly tally: Tally;
  readonly troubles: Troubles;
  readonly telemetry: Telemetry | undefined;
  readonly channels: readonly Channel[];
  readonly responder: Responder;
  readonly group: string;
  /** Title and version of the document. */
  readonly contract: string;
  /** Milliseconds. */
  readonly handlerTimeout: number;
}

/**
 * What happens to one delivery: decode, validate, handler, settle; or another try; or the dead
 * letters (promises P3, P5, P6).
 */
export class Processor {
  readonly #parts: ProcessorParts;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #collectors = new Map<Batch, Collector<Gathering>>();

  constructor(parts: ProcessorParts) {
    this.#parts = parts;
    this.#channels = new Map(parts.channels.map((one) => [one.source.channel.id, one]));
  }

  /** One try. Decodes each time: a handler may have changed what it was given. */
  readonly process = (work: Work, desk: Desk): void => {
    if (work.death === undefined) this.#begin(work, desk);
    else void this.#bury(work, work.death, desk);
  };

  /** What ended the process too often is given up. What waited on the broker was tried before, and may have to wait for another round. */
  #begin(work: Work, desk: Desk): void {
    const { postponed, crashes = 0, source } = work.delivery;
    if (crashes >= source.maxAttempts) {
      work.attempts = crashes;
      const message = `its handler ended the process ${crashes} times`;
      void this.#bury(work, { reason: 'delivery-limit', message }, desk);
      return;
    }
    if (postponed !== undefined && work.attempts === 0) {
      recall(work);
      if (postponed > 0) {
        void this.#postpone(work, postponed, desk);
        return;
      }
    }
    this.#open(work, desk);
  }

  #open(work: Work, desk: Desk): void {
    const channel = this.#channelOf(work.delivery);
    if (channel?.answers === true && this.#isExpired(work.delivery)) {
      this.#parts.tally.count('expired');
      void this.#bury(work, { reason: 'expired', message: 'nobody waits for the reply now' }, desk);
      return;
    }
    const opened = channel?.reader.open(work.delivery);
    if (opened?.ok === false) {
      void this.#bury(work, opened.fault, desk);
      return;
    }
    const route = opened && channel?.routes.get(opened.plan.message);
    if (opened === undefined || route?.handler === undefined) {
      this.#parts.tally.count('skipped');
      desk.close(work, 'settle');
      return;
    }
    this.#call(work, { opened, route, handler: route.handler, desk });
  }

  #channelOf({ source, foreign }: Delivery): Channel | undefined {
    return foreign === true ? undefined : this.#channels.get(source.channel.id);
  }

  #call(work: Work, how: Calling): void {
    const { clock, log } = this.#parts;
    work.attempts += 1;
    const message = messageOf(work.delivery, how.opened, {
      attempt: work.attempts,
      clock,
    });
    const { batch } = how.route;
    if (batch !== undefined) {
      this.#collectorOf(batch).add({ work, message, how }, how.desk);
      return;
    }
    const call = new Call(work, message, log);
    work.call = call;
    let result: unknown;
    try {
      result = scopes.run(call, how.handler, message, call);
    } catch (error) {
      this.#failed(call, error, how);
      return;
    }
    if (!isPromise(result)) {
      this.#succeeded(call, result, how);
      return;
    }
    call.deadline = this.#parts.deadlines.set(this.#parts.handlerTimeout, () => {
      const error = new HandlerTimeoutError(this.#parts.handlerTimeout);
      call.abort(error);
      this.#failed(call, error, how);
    });
    result.then(
      (value) => this.#succeeded(call, value, how),
      (error: unknown) => this.#failed(call, error, how),
    );
  }

  #collectorOf(batch: Batch): Collector<Gathering> {
    const known = this.#collectors.get(batch);
    if (known !== undefined) return known;
    const collector = new Collector<Gathering>(batch, {
      ...this.#parts,
      ended: (entry, ending) => {
        if (ending.ok) this.#handled(entry.work, entry.how.desk);
        else this.#retryOrBury(entry, ending.error, entry.how);
      },
    });
    this.#collectors.set(batch, collector);
    return collector;
  }

  #succeeded(call: Call, value: unknown, how: Calling): void {
    if (!call.end()) return;
    const { operation } = how.route;
    if (operation.reply === undefined) {
      this.#handled(call.work, how.desk);
      return;
    }
    this.#parts.responder.respond({ operation, call, value }).then(
      () => this.#handled(call.work, how.desk),
      (error: unknown) => this.#retryOrBury(call, error, how),
    );
  }

  #handled(work: Work, desk: Desk): void {
    this.#parts.tally.count('handled');
    desk.close(work, 'settle');
  }

  #failed(call: Call, error: unknown, how: Calling): void {
    if (call.end()) this.#retryOrBury(call, error, how);
  }

  #retryOrBury(call: Gathered, error: unknown, { route, desk }: Calling): void {
    const { work } = call;
    const { log, tally, clock } = this.#parts;
    work.firstFailure ??= clock.now();
    const verdict = judge(error, work.attempts, route.retry);
    const { id, type } = call.message;
    if ('retryIn' in verdict) {
      tally.count('retried');
      const { retryIn } = verdict;
      log.warn(
        { id, type, attempt: work.attempts, retryIn, err: error },
        'handler failed, will retry',
      );
      if (route.retry.mode === 'delayed') void this.#postpone(work, retryIn, desk);
      else desk.wait(work, retryIn);
      return;
    }
    log.error({ id, type, attempt: work.attempts, err: error }, 'handler failed, giving up');
    void this.#bury(work, { reason: verdict.deadLetter, ...describe(error) }, desk);
  }

  /** The copy first, then the settle. Without a copy it is tried again in place. */
  async #postpone(work: Work, wait: number, desk: Desk): Promise<void> {
    const { delivery } = work;
    try {
      const stored = await delivery.postpone?.(postponedHeaders(work), wait);
      if (stored === true) desk.close(work, 'settle');
      else desk.wait(work, wait);
    } catch (error) {
      work.copyFailures += 1;
      this.#parts.troubles.begin(work, 'delayed retries cannot be stored');
      const { address } = delivery;
      this.#parts.log.error(
        { err: error, address },
        'the copy was not stored, will retry in place',
      );
      desk.wait(work, wait);
    }
  }

  /** The copy first, then the settle. While the copy fails, the lane backs off (promise P6). */
  async #bury(work: Work, death: Death, desk: Desk): Promise<void> {
    const { tally, log, troubles, clock, group, contract } = this.#parts;
    const { delivery } = work;
    work.death = death;
    const now = clock.now();
    work.firstFailure ??= now;
    try {
      const witness = { now, group, contract, firstFailure: work.firstFailure };
      await delivery.deadLetter(
        deadLetterHeaders(delivery, death, { ...witness, attempts: work.attempts }),
      );
    } catch (error) {
      work.copyFailures += 1;
      troubles.begin(work, 'dead letters cannot be stored');
      log.error(
        { err: error, address: delivery.address },
        'the dead letter was not stored, will retry',
      );
      desk.wait(work, backoff(work.copyFailures));
      return;
    }
    tally.count('deadLettered');
    this.#parts.telemetry?.deadLettered(group, death.reason);
    const { address } = delivery;
    log.warn({ address, group, reason: death.reason, cause: death.message }, 'dead letter');
    await this.#parts.responder.giveUp(delivery, death.message);
    desk.close(work, 'settle');
  }

  #isExpired(delivery: Delivery): boolean {
    const expiry = own(delivery.headers, extraNames.expiresAt);
    return typeof expiry === 'string' && Date.parse(expiry) <= this.#parts.clock.now();
  }
}

interface Calling {
  readonly opened: Extract<Opened, { ok: true }>;
  readonly route: Route;
  readonly handler: AnyHandler;
  readonly desk: Desk;
}

/** A message on its way into a batch. */
interface Gathering extends Gathered {
  readonly how: Calling;
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

const describe = (error: unknown): { message: string; error: string } => {
  if (!(error instanceof Error)) return { message: String(error), error: typeof error };
  const code = error instanceof DeliveryError ? ` (${error.code})` : '';
  return { message: error.message, error: `${error.name}${code}` };
};
