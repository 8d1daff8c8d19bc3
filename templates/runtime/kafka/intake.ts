import type { Delivery, Intake } from '../core/transport.js';
import { OffsetLostError } from '../errors.js';
import type { Logger } from '../log.js';
import { Commits } from './commits.js';
import { CrashGuard } from './crash-guard.js';
import type { Copy, SourceTopic } from './delivery.js';
import { Dispatcher } from './dispatcher.js';
import type {
  Driver,
  DriverConsumer,
  GroupOffsets,
  Position,
  ReceivedRecord,
  TopicPartition,
} from './driver.js';
import { nameOf } from './driver.js';
import type { PartitionLimits, Taken } from './partition.js';
import { Partition } from './partition.js';
import { waitLeft } from './retry-topic.js';
import type { Join, OffsetLostPolicy } from './starts.js';
import { Starts } from './starts.js';
import { defer, within } from './timing.js';

/** Records of one partition that wait for a handler: the high mark, above it fetching pauses. */
const waitingRecords = 2_000;
/** Milliseconds that a full partition blocks its fetch before it is paused, which costs more. */
const blockLimit = 100;
/**
 * Milliseconds of a rebalance in which no handler begins. A member that died is waited for until its
 * session ends: others then go on, though some of what they do comes again.
 */
const holdLimit = 5_000;
/** Milliseconds that the last commit and leaving the group get. */
const flushLimit = 1_500;
const leaveLimit = 2_000;

export interface IntakeOptions {
  readonly driver: Driver;
  readonly log: Logger;
  readonly group: string;
  readonly concurrency: number;
  /** Where a group that is new begins. */
  readonly from: 'latest' | 'earliest';
  /** Whether the group's offsets are kept; an inbox for replies begins anew each time. */
  readonly commits: boolean;
  readonly onOffsetLost: OffsetLostPolicy;
  /** What handlers have begun is noted with the commits. */
  readonly crashGuard: boolean;
  readonly deliver: (delivery: Delivery) => void;
  readonly revoke: (epoch: object) => void;
  readonly hold: (held: boolean) => void;
  readonly copy: (from: SourceTopic, taken: Taken, copy: Copy) => Promise<void>;
  /** The group's connection broke, or is back. */
  readonly trouble: (error: Error | undefined) => void;
}

/** The consumer of one subscription: partitions come and go, their records go to the run time. */
export class KafkaIntake implements Intake {
  readonly #options: IntakeOptions;
  readonly #consumer: DriverConsumer;
  readonly #limits: PartitionLimits;
  readonly #commits: Commits | undefined;
  readonly #sources = new Map<string, SourceTopic>();
  /** Topics that appeared after the start: they are read from their beginning. */
  readonly #late = new Set<string>();
  readonly #starts: Starts;
  readonly #dispatcher: Dispatcher;
  /** Rejects with what waiting does not heal. */
  readonly #fatal = defer<undefined>();
  #partitions: ReadonlyMap<string, Partition> = new Map();
  /** Counts the rebalances, so that the end of an older one can tell. */
  #rebalances = 0;
  /** Ends a rebalance that takes too long. */
  #holding: NodeJS.Timeout | undefined;
  #started = false;
  #stopped = false;
  #closed: Promise<void> | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
    // What is under way has to fit into a note.
    const open = options.crashGuard ? 100 : Math.max(100, options.concurrency * 4);
    this.#limits = { open, waiting: waitingRecords };
    this.#consumer = options.driver.createConsumer({
      group: options.group,
      assigned: (partitions, offsets) => this.#assign(partitions, offsets),
      rebalancing: () => this.#rebalance(),
      records: (from, records) => this.#receive(from, records),
      broken: (error) => options.trouble(error),
    });
    this.#starts = new Starts({
      ...options,
      isFromEnd: (topic) =>
        options.from === 'latest' &&
        !this.#late.has(topic) &&
        this.#sources.get(topic)?.retry === undefined,
    });
    this.#dispatcher = new Dispatcher({
      ...options,
      sourceOf: (topic) => this.#sources.get(topic),
      commit: (positions) => this.#consumer.commit(positions),
      resume: (partition) => this.#consumer.resume(partition),
      settled: () => this.#commits?.count(),
    });
    this.#fatal.promise.catch(() => undefined);
    if (!options.commits) return;
    this.#commits = new Commits({
      partitions: () => this.#partitions.values(),
      commit: (positions) => this.#consumer.commit(positions),
      failed: (error) => {
        options.log.debug(
          { group: options.group, err: error },
          'commit failed, will be tried again',
        );
      },
    });
  }

  /**
   * Reads these topics from now on; resolves once the group has joined and knows its positions.
   * @throws OffsetLostError
   */
  async read(topics: readonly SourceTopic[]): Promise<void> {
    for (const topic of topics) {
      if (this.#started) this.#late.add(topic.topic);
      this.#sources.set(topic.topic, topic);
    }
    await Promise.race([this.#consumer.read([...this.#sources.keys()]), this.#fatal.promise]);
  }

  /** Topics that are added from now on are new: they are read from their beginning. */
  started(): void {
    this.#started = true;
  }

  /** What begins from now on could come again, to whoever gets its partition. */
  #rebalance(): void {
    this.#rebalances += 1;
    this.#commits?.halt();
    this.#options.hold(true);
    clearTimeout(this.#holding);
    this.#holding = setTimeout(() => this.#options.hold(false), holdLimit);
  }

  #goOn(): void {
    clearTimeout(this.#holding);
    this.#commits?.goOn();
    this.#options.hold(false);
  }

  async #assign(
    given: readonly TopicPartition[],
    offsets: GroupOffsets,
  ): Promise<readonly Position[]> {
    const rebalance = this.#rebalances;
    const committed =
      this.#commits === undefined
        ? new Map<string, bigint | undefined>()
        : await offsets.committed(given);
    const next = new Map<string, Partition>();
    const join = this.#starts.join(offsets);
    for (const at of given) {
      const name = nameOf(at);
      next.set(name, await this.#place(at, committed.get(name), join));
    }
    join.end();
    await this.#guard(next, given, offsets);
    this.#swap(next);
    // Unless the next rebalance has begun.
    if (rebalance === this.#rebalances) this.#goOn();
    await this.#commitStarts(next.values());
    this.#options.trouble(undefined);
    return Array.from(next.values(), ({ topic, partition, tracker }) => ({
      topic,
      partition,
      offset: tracker.next,
    }));
  }

  /** Those that are new here begin with what was under way when their last owner ended. */
  async #guard(
    next: ReadonlyMap<string, Partition>,
    given: readonly TopicPartition[],
    offsets: GroupOffsets,
  ): Promise<void> {
    if (!this.#options.crashGuard) return;
    const notes = await offsets.notes?.(given);
    for (const [name, partition] of next) partition.guard ??= new CrashGuard(notes?.get(name));
  }

  /** A partition that we kept goes on where it was; another one where the group is. */
  async #place(at: TopicPartition, committed: bigint | undefined, join: Join): Promise<Partition> {
    const kept = this.#partitions.get(nameOf(at));
    if (kept?.knows(committed) === true) {
      const { next } = kept.tracker;
      if ((await this.#find(join, at, next)) === next) return kept;
    }
    // kafkajs forgets a group's offset where the broker has no record for it any more.
    const known = committed ?? kept?.committed;
    const start = await this.#find(join, at, known);
    return new Partition(
      at,
      { at: start, committed: start === known ? committed : undefined },
      this.#limitsOf(at),
    );
  }

  async #find(join: Join, at: TopicPartition, known: bigint | undefined): Promise<bigint> {
    try {
      return await join.find(at, known);
    } catch (error) {
      if (error instanceof OffsetLostError) this.#fatal.reject(error);
      throw error;
    }
  }

  #limitsOf({ topic }: TopicPartition): PartitionLimits {
    const retry = this.#sources.get(topic)?.retry;
    if (retry === undefined) return this.#limits;
    return { ...this.#limits, wait: (record) => waitLeft(record, retry) };
  }

  #swap(next: ReadonlyMap<string, Partition>): void {
    const before = this.#partitions;
    this.#partitions = next;
    for (const [name, partition] of before) {
      if (next.get(name) !== partition) this.#lose(partition);
    }
    for (const partition of next.values()) partition.held = false;
  }

  /** So that a restart before the first commit goes on here, and not at the end of that time. */
  async #commitStarts(partitions: Iterable<Partition>): Promise<void> {
    if (this.#commits === undefined) return;
    const fresh = [...partitions].filter(({ committed }) => committed === undefined);
    const positions = fresh.map(({ topic, partition, tracker }) => ({
      topic,
      partition,
      offset: tracker.position,
    }));
    if (positions.length === 0) return;
    await this.#consumer.commit(positions);
    for (const [index, partition] of fresh.entries()) {
      partition.committed = positions[index]?.offset;
    }
  }

  #lose(partition: Partition): void {
    partition.lose();
    this.#options.revoke(partition);
  }

  async #receive(from: TopicPartition, records: readonly ReceivedRecord[]): Promise<void> {
    const known = this.#partitions.get(nameOf(from));
    if (known === undefined || this.#stopped) return;
    const partition = this.#follow(known, records);
    partition.take(records);
    this.#dispatcher.dispatch(partition);
    if (!partition.full || (await within(blockLimit, partition.room()))) return;
    if (partition.lost || !partition.full) return;
    partition.held = true;
    this.#consumer.pause(from);
  }

  /** Records below what is committed: the topic was made anew, and begins again. */
  #follow(partition: Partition, records: readonly ReceivedRecord[]): Partition {
    const first = records[0]?.offset;
    if (first === undefined || first >= (partition.committed ?? 0n)) return partition;
    const { topic, group } = { topic: partition.topic, group: this.#options.group };
    this.#options.log.warn({ topic, group }, 'the topic begins again, so does the group');
    const limits = this.#limitsOf(partition);
    const fresh = new Partition(partition, { at: first, committed: undefined }, limits);
    this.#swap(new Map(this.#partitions).set(nameOf(partition), fresh));
    return fresh;
  }

  pause(): void {
    this.#dispatcher.pause();
  }

  resume(): void {
    this.#dispatcher.resume(this.#partitions.values());
  }

  /** Of all partitions of the group: those of other members as far as they have committed. */
  async lag(): Promise<number> {
    const { admin } = this.#options.driver;
    const topics = [...this.#sources.keys()];
    const committed = await admin.offsets(this.#options.group, topics);
    let lag = 0n;
    for (const topic of topics) {
      for (const [partition, { first, next }] of await admin.ends(topic)) {
        const name = nameOf({ topic, partition });
        const own = this.#partitions.get(name)?.tracker.position;
        const position = own ?? committed.get(name) ?? first;
        if (next > position) lag += next - position;
      }
    }
    return Number(lag);
  }

  /** Takes no more. The membership stays until `close`, so that what is open can be committed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#dispatcher.stop();
    for (const partition of this.#partitions.values()) this.#consumer.pause(partition);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.stop();
    if (this.#commits !== undefined) await within(flushLimit, this.#commits.flush());
    this.#commits?.stop();
    clearTimeout(this.#holding);
    for (const partition of this.#partitions.values()) partition.lose();
    await within(leaveLimit, this.#consumer.close());
  }
}
