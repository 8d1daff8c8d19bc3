import { ClosedError } from '../errors.js';
import type { ConsumerConfig, ConsumerTuning, KafkaClient } from './client.js';
import type { DriverConsumer, DriverConsumerOptions, Position, TopicPartition } from './driver.js';
import { fairAssigner } from './kafkajs-assigner.js';
import { KafkaJsSession } from './kafkajs-session.js';
import type { Deferred } from './timing.js';
import { backOff, defer, pause, within } from './timing.js';

/** Milliseconds that a consumer gets to leave its group before we stop waiting for it. */
const leaveLimit = 3_000;

/**
 * A member of a group that stays one. kafkajs's consumer cannot change its topics while it runs,
 * and stops for good at errors that it takes for permanent: so each run is a session, and the next
 * one follows when it ends. Which offsets are done is known above, by the caller.
 */
export class KafkaJsConsumer implements DriverConsumer {
  readonly #client: KafkaClient;
  readonly #config: ConsumerConfig;
  readonly #options: DriverConsumerOptions;
  readonly #closed = new AbortController();
  #topics: readonly string[] = [];
  #session: KafkaJsSession | undefined;
  #running: Promise<void> | undefined;
  #joined: Deferred<undefined> | undefined;

  constructor(client: KafkaClient, tuning: ConsumerTuning, options: DriverConsumerOptions) {
    this.#client = client;
    this.#options = options;
    this.#config = {
      // kafkajs's default wait of 5 s makes each rebalance, resume and disconnect take as long.
      maxWaitTimeInMs: 100,
      heartbeatInterval: 300,
      ...tuning,
      groupId: options.group,
      allowAutoTopicCreation: false,
      partitionAssigners: [fairAssigner],
      retry: { retries: 5, restartOnFailure: async () => false },
    };
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
    for (let attempt = 0; !this.#closed.signal.aborted; attempt += 1) {
      const session = new KafkaJsSession(this.#client, this.#config, this.#options);
      this.#session = session;
      const joined = this.#joined;
      const error = await session.run(this.#topics, () => {
        attempt = 0;
        joined?.resolve(undefined);
      });
      await within(leaveLimit, session.leave());
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
