import type {
  AdminClient,
  BatchPayload,
  ConsumerClient,
  ConsumerConfig,
  KafkaClient,
  ReceivedMessage,
} from './client.js';
import type {
  DriverConsumerOptions,
  GroupOffsets,
  Position,
  ReceivedRecord,
  TopicPartition,
} from './driver.js';
import { fromRaw } from './headers.js';
import { committedOffsets, endsOf } from './kafkajs-offsets.js';
import { backOff, defer, pause } from './timing.js';

/** Partitions whose records may wait for room at once; a waiting one holds up its worker. */
const workers = 16;

type CommitOffsets = BatchPayload['commitOffsetsIfNecessary'];

/** One run of a kafkajs consumer, from its start to its crash or `end`. */
export class KafkaJsSession {
  readonly #consumer: ConsumerClient;
  readonly #admin: AdminClient;
  readonly #options: DriverConsumerOptions;
  readonly #ended = defer<Error | undefined>();
  readonly #over = new AbortController();
  #onJoined: () => void = () => undefined;
  /** Counts the joins, so that what an older one started can tell. */
  #joins = 0;
  /** Between a join and its positions: what comes from the broker now is read again. */
  #placing = true;
  #commitOffsets: CommitOffsets | undefined;

  constructor(client: KafkaClient, config: ConsumerConfig, options: DriverConsumerOptions) {
    this.#options = options;
    this.#consumer = client.consumer(config);
    this.#admin = client.admin();
    this.#consumer.on('consumer.group_join', ({ payload }) => {
      this.#join(payload.memberAssignment);
    });
    this.#consumer.on('consumer.rebalancing', () => options.rebalancing());
    this.#consumer.on('consumer.crash', ({ payload }) => this.end(payload.error));
  }

  /** Runs until it breaks or `end` is called; resolves to the reason. */
  async run(topics: readonly string[], onJoined: () => void): Promise<Error | undefined> {
    this.#onJoined = onJoined;
    this.#start(topics).catch((error: unknown) => {
      this.end(error instanceof Error ? error : new Error(String(error)));
    });
    return this.#ended.promise;
  }

  async #start(topics: readonly string[]): Promise<void> {
    await Promise.all([this.#consumer.connect(), this.#admin.connect()]);
    await this.#consumer.subscribe({ topics: [...topics] });
    if (this.#over.signal.aborted) return;
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: workers,
      eachBatch: (payload) => this.#batch(payload),
    });
  }

  end(reason: Error | undefined): void {
    this.#over.abort();
    this.#ended.resolve(reason);
  }

  /** Leaves the group and disconnects. May hang when the broker is away. */
  async leave(): Promise<void> {
    await Promise.allSettled([this.#consumer.disconnect(), this.#admin.disconnect()]);
  }

  async commit(positions: readonly Position[]): Promise<void> {
    const offsets = positions.map(({ topic, partition, offset }) => ({
      topic,
      partition,
      offset: String(offset),
    }));
    // The consumer's own commit tries again for seconds, also when the partition is no longer
    // ours by then; the one that comes with a batch tries once.
    if (this.#commitOffsets === undefined) return this.#consumer.commitOffsets(offsets);
    const topics = offsets.map(({ topic, ...partition }) => ({ topic, partitions: [partition] }));
    await this.#commitOffsets({ topics });
  }

  pause({ topic, partition }: TopicPartition): void {
    if (!this.#over.signal.aborted) this.#consumer.pause([{ topic, partitions: [partition] }]);
  }

  resume({ topic, partition }: TopicPartition): void {
    // Until a join has placed the partition it stays paused; then it is resumed anyhow.
    if (this.#over.signal.aborted || this.#placing) return;
    this.#consumer.resume([{ topic, partitions: [partition] }]);
  }

  /** Called by kafkajs before it fetches anything: holds the partitions until they have a place. */
  #join(assignment: { readonly [topic: string]: readonly number[] }): void {
    this.#joins += 1;
    this.#placing = true;
    const partitions = Object.entries(assignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    for (const partition of partitions) this.pause(partition);
    void this.#place(partitions, this.#joins);
  }

  async #place(partitions: readonly TopicPartition[], join: number): Promise<void> {
    const outdated = (): boolean => join !== this.#joins || this.#over.signal.aborted;
    for (let attempt = 0; !outdated(); attempt += 1) {
      try {
        const positions = await this.#options.assigned(partitions, this.#offsets());
        if (outdated()) return;
        this.#seek(positions);
        this.#onJoined();
        return;
      } catch (error) {
        if (!outdated()) this.#options.broken(error instanceof Error ? error : new Error('join'));
        await pause(backOff(attempt), this.#over.signal);
      }
    }
  }

  #seek(positions: readonly Position[]): void {
    for (const { topic, partition, offset } of positions) {
      this.#consumer.seek({ topic, partition, offset: String(offset) });
    }
    this.#placing = false;
    for (const partition of positions) this.resume(partition);
  }

  async #batch(payload: BatchPayload): Promise<void> {
    this.#commitOffsets = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    if (this.#placing || !payload.isRunning() || payload.isStale()) return;
    const { topic, partition, messages } = payload.batch;
    const room = this.#options.records(
      { topic, partition },
      messages.map((message) => new KafkaJsRecord(message)),
    );
    // At once: after a wait the group may have moved on, and this would move the new position.
    payload.resolveOffset(payload.batch.lastOffset());
    await room;
  }

  #offsets(): GroupOffsets {
    return {
      committed: (partitions) => {
        const topics = [...new Set(partitions.map(({ topic }) => topic))];
        return committedOffsets(this.#admin, this.#options.group, topics);
      },
      ends: (topic) => endsOf(this.#admin, topic),
    };
  }
}

/** A record as kafkajs has it. Its headers are read when it is its turn, not while it waits. */
class KafkaJsRecord implements ReceivedRecord {
  readonly offset: bigint;
  readonly #message: ReceivedMessage;

  constructor(message: ReceivedMessage) {
    this.offset = BigInt(message.offset);
    this.#message = message;
  }

  get key(): Uint8Array | undefined {
    return this.#message.key ?? undefined;
  }

  get value(): Uint8Array {
    return this.#message.value ?? noBytes;
  }

  get headers(): Readonly<Record<string, string>> {
    return fromRaw(this.#message.headers ?? {});
  }

  get timestamp(): number {
    return Number(this.#message.timestamp);
  }
}

const noBytes = new Uint8Array();
