import { ClosedError } from '../errors.js';
import type { DriverConsumer, DriverConsumerOptions, Position, TopicPartition } from './driver.js';
import type { Deferred } from './timing.js';
import { backOff, defer, pause, within } from './timing.js';

/** Milliseconds that a consumer gets to leave its group before we stop waiting for it. */
const leaveLimit = 3_000;

/** One run of a library's consumer, from its start to its crash or `end`. */
export interface ConsumerSession {
  /** What the group called it, where its successor is to say that it is gone. */
  readonly memberId?: string | undefined;
  /** Runs until it breaks or `end` is called; resolves to the reason. */
  run(topics: readonly string[], onJoined: () => void): Promise<Error | undefined>;
  end(reason: Error | undefined): void;
  /** Leaves the group and disconnects. May hang when the broker is away. */
  leave(): Promise<void>;
  commit(positions: readonly Position[]): Promise<void>;
  pause(partition: TopicPartition): void;
  resume(partition: TopicPartition): void;
}

/**
 * A member of a group that stays one. A library's consumer cannot change its topics while it runs,
 * and stops for good at errors that it takes for permanent: so each run is a session, and the next
 * one follows when it ends. Which offsets are done is known above, by the caller.
 */
export class HealingConsumer implements DriverConsumer {
  readonly #options: Pick<DriverConsumerOptions, 'broken'>;
  readonly #start: (crashed: string | undefined) => ConsumerSession;
  readonly #closed = new AbortController();
  #topics: readonly string[] = [];
  #session: ConsumerSession | undefined;
  #running: Promise<void> | undefined;
  #joined: Deferred<undefined> | undefined;

  /** @param start makes a session; it is told the member id of the one before, if that crashed */
  constructor(
    options: Pick<DriverConsumerOptions, 'broken'>,
    start: (crashed: string | undefined) => ConsumerSession,
  ) {
    this.#options = options;
    this.#start = start;
  }

  async read(topics: readonly string[]): Promise<void> {
    this.#topics = topics;
    const joined = defer<undefined>();
    joined.promise.catch(() => undefined);
    this.#joined = joined;
    this.#session?.end(undefined);
    this.#running ??= this.#run();
    await joined.promise;
  }

  async #run(): Promise<void> {
    let crashed: string | undefined;
    for (let attempt = 0; !this.#closed.signal.aborted; attempt += 1) {
      const session = this.#start(crashed);
      this.#session = session;
      const joined = this.#joined;
      const error = await session.run(this.#topics, () => {
        attempt = 0;
        joined?.resolve(undefined);
      });
      await within(leaveLimit, session.leave());
      crashed = error && (session.memberId ?? crashed);
      if (error === undefined || this.#closed.signal.aborted) continue;
      this.#options.broken(error);
      await pause(backOff(attempt), this.#closed.signal);
    }
  }

  commit(positions: readonly Position[]): Promise<void> {
    return this.#session?.commit(positions) ?? Promise.resolve();
  }

  pause(partition: TopicPartition): void {
    this.#session?.pause(partition);
  }

  resume(partition: TopicPartition): void {
    this.#session?.resume(partition);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#session?.end(undefined);
    this.#joined?.reject(new ClosedError('closed before the group was joined'));
    await this.#running;
  }
}
