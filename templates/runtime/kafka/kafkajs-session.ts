import type {
  AdminClient,
  BatchPayload,
  Cluster,
  ConsumerClient,
  ConsumerConfig,
  KafkaClient,
  ReceivedMessage,
} from './client.js';
import type {
  DriverConsumerOptions,
  DriverHeader,
  GroupOffsets,
  Position,
  ReceivedRecord,
  TopicPartition,
} from './driver.js';
import { nameOf } from './driver.js';
import type { ConsumerSession } from './healing-consumer.js';
import { fromRaw, notAsText } from './headers.js';
import { openAdmin } from './kafkajs-admin.js';
import { fairAssigner } from './kafkajs-assigner.js';
import { committedNotes, committedOffsets, endsOf } from './kafkajs-offsets.js';
import { Placement } from './placement.js';
import { defer, within } from './timing.js';

/** Partitions whose records may wait for room at once; a waiting one holds up its worker. */
const workers = 16;

/** Milliseconds that a join under way gets before the session is left. */
const joinLimit = 1_000;

type CommitOffsets = BatchPayload['commitOffsetsIfNecessary'];

interface SessionOptions extends DriverConsumerOptions {
  /**
   * A member that crashed and perhaps could not leave, since its coordinator had died: the next
   * join would wait until that member's session has ended.
   */
  readonly crashed: string | undefined;
}

/** One run of a kafkajs consumer, from its start to its crash or `end`. */
export class KafkaJsSession implements ConsumerSession {
  readonly #consumer: ConsumerClient;
  readonly #admin: AdminClient;
  readonly #options: SessionOptions;
  readonly #ended = defer<Error | undefined>();
  readonly #over = new AbortController();
  readonly #placement: Placement;
  #onJoined: () => void = () => undefined;
  /** Between a join and its positions: what comes from the broker now is read again. */
  #placing = true;
  #commitOffsets: CommitOffsets | undefined;
  /** The offset that the next fetch of a partition asks for. */
  readonly #expected = new Map<string, bigint>();
  #cluster: Cluster | undefined;
  /** The first join, until it has ended either way. */
  #started: Promise<void> = Promise.resolve();
  /** What the group calls us, once we have joined. */
  memberId: string | undefined;

  constructor(client: KafkaClient, config: ConsumerConfig, options: SessionOptions) {
    this.#options = options;
    this.#placement = new Placement(options, this.#over.signal);
    this.#consumer = client.consumer({
      ...config,
      partitionAssigners: [
        (parts) => {
          this.#cluster = parts.cluster;
          return fairAssigner(parts);
        },
      ],
    });
    this.#admin = openAdmin(client);
    this.#consumer.on('consumer.group_join', ({ payload }) => {
      this.memberId = payload.memberId;
      this.#join(payload.memberAssignment);
    });
    this.#consumer.on('consumer.rebalancing', () => options.rebalancing());
    this.#consumer.on('consumer.crash', ({ payload }) => this.end(payload.error));
  }

  /** Runs until it breaks or `end` is called; resolves to the reason. */
  async run(topics: readonly string[], onJoined: () => void): Promise<Error | undefined> {
    this.#onJoined = onJoined;
    this.#started = this.#start(topics).catch((error: unknown) => {
      this.end(error instanceof Error ? error : new Error(String(error)));
    });
    return this.#ended.promise;
  }

  async #start(topics: readonly string[]): Promise<void> {
    await Promise.all([this.#consumer.connect(), this.#admin.connect()]);
    // Where it loses its place by itself it must not skip what there is; see `#isLost`.
    await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await this.#leaveFor(this.#options.crashed);
    if (this.#over.signal.aborted) return;
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: workers,
      eachBatch: (payload) => this.#batch(payload),
    });
  }

  /** Rejects while there is nobody to tell: who joins now would wait for that member all the same. */
  async #leaveFor(memberId: string | undefined): Promise<void> {
    if (memberId === undefined || this.#cluster === undefined) return;
    const groupId = this.#options.group;
    const coordinator = await this.#cluster.findGroupCoordinator({ groupId });
    const leaveGroup: unknown = Reflect.get(coordinator, 'leaveGroup');
    if (typeof leaveGroup !== 'function') return;
    try {
      await Reflect.apply(leaveGroup, coordinator, [{ groupId, memberId }]);
    } catch (error) {
      // Else it is no member any more, or its session has to run out.
      if (error instanceof Error && Reflect.get(error, 'retriable') === true) throw error;
    }
  }

  end(reason: Error | undefined): void {
    this.#over.abort();
    this.#ended.resolve(reason);
  }

  /** Leaves the group and disconnects. May hang when the broker is away. */
  async leave(): Promise<void> {
    // kafkajs leaves no group that it is about to join: the group would wait for us, and keep our
    // partitions, until the session ends.
    await within(joinLimit, this.#started);
    await Promise.allSettled([this.#consumer.disconnect(), this.#admin.disconnect()]);
  }

  async commit(positions: readonly Position[]): Promise<void> {
    const offsets = positions.map(({ topic, partition, offset, note }) => ({
      topic,
      partition,
      offset: String(offset),
      ...(note !== undefined && { metadata: note }),
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
    this.#placing = true;
    const partitions = Object.entries(assignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    for (const partition of partitions) this.pause(partition);
    void this.#placement.find(partitions, this.#offsets(), (positions) => {
      this.#seek(positions);
      this.#onJoined();
    });
  }

  #seek(positions: readonly Position[]): void {
    for (const { topic, partition, offset } of positions) {
      this.#consumer.seek({ topic, partition, offset: String(offset) });
      this.#expected.set(nameOf({ topic, partition }), offset);
    }
    this.#placing = false;
    for (const partition of positions) this.resume(partition);
  }

  async #batch(payload: BatchPayload): Promise<void> {
    this.#commitOffsets = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    if (this.#placing || !payload.isRunning() || payload.isStale()) return;
    const { topic, partition, messages } = payload.batch;
    if (this.#isElsewhere(payload.batch) && (await this.#isLost(payload.batch))) {
      this.end(new Error(`${topic}/${partition}: the broker has no record any more at our place`));
      return;
    }
    this.#expected.set(nameOf(payload.batch), BigInt(payload.batch.lastOffset()) + 1n);
    const room = this.#options.records(
      { topic, partition },
      messages.map((message) => new KafkaJsRecord(message)),
    );
    // At once: after a wait the group may have moved on, and this would move the new position.
    payload.resolveOffset(payload.batch.lastOffset());
    await room;
  }

  #isElsewhere({ topic, partition, fetchedOffset }: BatchPayload['batch']): boolean {
    const expected = this.#expected.get(nameOf({ topic, partition }));
    if (expected === undefined || fetchedOffset === undefined) return false;
    return BigInt(fetchedOffset) !== expected;
  }

  /** kafkajs goes elsewhere without a word when the broker has no record for it: join again, and tell. */
  async #isLost({ topic, partition }: BatchPayload['batch']): Promise<boolean> {
    const expected = this.#expected.get(nameOf({ topic, partition })) ?? 0n;
    const end = (await endsOf(this.#admin, topic)).get(partition);
    return end !== undefined && expected < end.first;
  }

  #offsets(): GroupOffsets {
    return {
      committed: (partitions) => {
        const topics = topicsOf(partitions);
        return committedOffsets(this.#admin, this.#options.group, topics);
      },
      notes: (partitions) => committedNotes(this.#admin, this.#options.group, topicsOf(partitions)),
      ends: (topic) => endsOf(this.#admin, topic),
    };
  }
}

const topicsOf = (partitions: readonly TopicPartition[]): string[] => [
  ...new Set(partitions.map(({ topic }) => topic)),
];

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

  get rawHeaders(): Readonly<Record<string, DriverHeader>> {
    return notAsText(this.#message.headers ?? {});
  }

  get timestamp(): number {
    return Number(this.#message.timestamp);
  }
}

const noBytes = new Uint8Array();
