import { backoff } from '../core/backoff.js';
import type { Clock } from '../core/clock.js';
import { sleep } from '../core/clock.js';
import type { OutgoingRecord } from '../core/transport.js';
import { ClosedError, NotConnectedError, PublishTimeoutError, SaturatedError } from '../errors.js';
import type { Logger } from '../log.js';
import { Flights } from './flights.js';
import { Records } from './row.js';
import type { Failure, OutboxSession, OutboxStore, StoredRow } from './store.js';

/** Rows that are taken at a time. */
const batchSize = 200;
/** Rows that are being sent at a time. A crash sends at most these twice. */
const mostUnderWay = 1_000;
/** Milliseconds that a batch gets to be confirmed as a whole; then others go on without its slow rows. */
const patience = 50;
/** Milliseconds that what is under way gets when the time to close is over: P9. */
const grace = 1_000;
/** Milliseconds after which a relay looks for rows though nobody called it. */
const longestWait = 1_000;

export interface RelayParts<Tx> {
  readonly store: OutboxStore<Tx>;
  readonly log: Logger;
  readonly clock: Clock;
  /** Resolves once the broker owns the record. */
  readonly publish: (record: OutgoingRecord) => Promise<void>;
  /** The broker is there: what fails now fails because of the row. */
  readonly isConnected: () => boolean;
  /** Failures after which a row is parked. */
  readonly maxAttempts: number;
  readonly parkedKeys: 'stop' | 'skip';
}

/** Counted since the relay was made. */
export interface RelayCounters {
  sent: number;
  failed: number;
  parked: number;
}

/**
 * Sends what waits in the outbox: takes rows, publishes, awaits the confirms, marks. Rows of one key
 * go one after the other; a row that fails stops its key. A crash between the confirm and the mark
 * sends rows twice, with the same id: at least once (promise P4).
 */
export class Relay<Tx> {
  readonly counters: RelayCounters = { sent: 0, failed: 0, parked: 0 };
  readonly #parts: RelayParts<Tx>;
  readonly #records = new Records();
  readonly #stop = new AbortController();
  /** Wakes it while it waits for rows. */
  readonly #rest = new AbortController();
  readonly #end: Promise<void>;

  constructor(parts: RelayParts<Tx>) {
    this.#parts = parts;
    this.#end = this.#run();
  }

  /**
   * Sends what is due, for at most `drain` milliseconds, and ends a second after that at the latest,
   * with the rows that are under way. Never rejects.
   */
  async close(drain: number): Promise<void> {
    this.#rest.abort();
    const timer = this.#parts.clock.setTimer(() => this.#stop.abort(), drain);
    await this.#end;
    timer.clear();
  }

  get #resting(): boolean {
    return this.#rest.signal.aborted;
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The database may go away as well: a new session, for ever (promise P10). */
  async #run(): Promise<void> {
    const { store, parkedKeys, clock, log } = this.#parts;
    let failures = 0;
    for (let done = false; !done && !this.#stopped;) {
      let session: OutboxSession | undefined;
      try {
        session = await store.open({ parkedKeys });
        failures = 0;
        done = await this.#serve(session);
      } catch (error) {
        failures += 1;
        const delay = backoff(failures);
        log.error({ err: error, delay }, 'the outbox cannot be read, trying again');
        await sleep(clock, delay, this.#stop.signal);
      } finally {
        await session?.close();
      }
    }
  }

  /** @returns true when it rests and nothing is left to send */
  async #serve(session: OutboxSession): Promise<boolean> {
    const flights = new Flights((row) => this.#publish(row));
    try {
      return await this.#fly(session, flights);
    } finally {
      flights.abandon();
    }
  }

  async #fly(session: OutboxSession, flights: Flights): Promise<boolean> {
    let outages = 0;
    while (!this.#stopped) {
      const room = Math.min(batchSize, mostUnderWay - flights.size);
      const rows = room > 0 ? await session.due(room, flights.busy) : [];
      if (rows.length === 0 && this.#resting && flights.size === 0) return true;
      flights.start(rows);
      await this.#pause(session, flights, rows.length > 0);
      const { sent, failed } = await flights.mark(session);
      if (sent > 0 || this.#parts.isConnected()) outages = 0;
      else if (failed > 0) outages += 1;
      if (outages > 0) await sleep(this.#parts.clock, backoff(outages), this.#stop.signal);
    }
    await this.#land(session, flights);
    return false;
  }

  /** Sends nothing more, and marks what is confirmed a moment later: else it would be sent twice. */
  async #land(session: OutboxSession, flights: Flights): Promise<void> {
    flights.abandon();
    const landed = new AbortController();
    flights.onEnd = (): void => {
      if (flights.landed) landed.abort();
    };
    flights.onEnd();
    await sleep(this.#parts.clock, grace, landed.signal);
    await flights.mark(session);
  }

  /** Until there is something to do: confirms to mark, new rows to send, or the end. */
  async #pause(session: OutboxSession, flights: Flights, fresh: boolean): Promise<void> {
    const pause = new AbortController();
    const end = (): void => pause.abort();
    const isOver = (): boolean => (fresh ? flights.landed : flights.hasEnded);
    flights.onEnd = (): void => {
      if (isOver()) end();
    };
    // Who rests waits for what is under way, and for nothing new.
    const signal = this.#resting ? this.#stop.signal : this.#rest.signal;
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted || isOver()) end();
    if (fresh) await sleep(this.#parts.clock, patience, pause.signal);
    else if (this.#resting) await sleep(this.#parts.clock, longestWait, pause.signal);
    else await session.wait(longestWait, pause.signal);
    signal.removeEventListener('abort', end);
  }

  async #publish(row: StoredRow): Promise<Failure | undefined> {
    try {
      await this.#parts.publish(this.#records.of(row));
      this.counters.sent += 1;
      return undefined;
    } catch (error) {
      return this.#failure(row, error);
    }
  }

  #failure({ id, messageId, type, attempts }: StoredRow, error: unknown): Failure {
    const { log, maxAttempts } = this.#parts;
    const counts = !isOutage(error) && this.#parts.isConnected();
    const parked = counts && attempts + 1 >= maxAttempts;
    this.counters.failed += 1;
    if (parked) {
      this.counters.parked += 1;
      log.error(
        { id: messageId, type, err: error },
        'the outbox gives a message up; its key waits',
      );
    } else {
      log.warn(
        { id: messageId, type, err: error },
        'the outbox could not send a message, will retry',
      );
    }
    const retryIn = backoff(attempts + 1);
    return { id, reason: String(error), retryIn, counts, parked };
  }
}

/** Nothing that another row would not meet as well. */
const isOutage = (error: unknown): boolean =>
  error instanceof NotConnectedError ||
  error instanceof ClosedError ||
  error instanceof SaturatedError ||
  error instanceof PublishTimeoutError;
