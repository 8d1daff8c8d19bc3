import type { Delivery, Headers, Intake } from '../core/transport.js';
import type { Logger } from '../log.js';
import { Commits } from './commits.js';
import type { DeliveryOwner, SourceTopic } from './delivery.js';
import { KafkaDelivery } from './delivery.js';
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
import { within } from './timing.js';

/** Records of one partition that wait for a handler: the high mark, above it fetching pauses. */
const waitingRecords = 2_000;
/** Milliseconds that a full partition blocks its fetch before it is paused, which costs more. */
const blockLimit = 100;
/** Milliseconds until a record that was given back is delivered again. */
const restTime = 200;
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
  readonly deliver: (delivery: Delivery) => void;
  readonly revoke: (epoch: object) => void;
  readonly deadLetter: (from: SourceTopic, taken: Taken, headers: Headers) => Promise<void>;
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
  #partitions: ReadonlyMap<string, Partition> = new Map();
  #started = false;
  #paused = false;
  #stopped = false;
  #closed: Promise<void> | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#limits = { open: Math.max(100, options.concurrency * 4), waiting: waitingRecords };
    this.#consumer = options.driver.createConsumer({
      group: options.group,
      assigned: (partitions, offsets) => this.#assign(partitions, offsets),
      rebalancing: () => void this.#commits?.flush(),
      records: (from, records) => this.#receive(from, records),
      broken: (error) => options.trouble(error),
    });
    if (!options.commits) return;
    this.#commits = new Commits({
      partitions: () => this.#partitions.values(),
      commit: (positions) => this.#consumer.commit(positions),
      failed: (error) => {
        options.log.debug({ group: options.group, error }, 'commit failed, will be tried again');
      },
    });
  }

  /** Reads these topics from now on; resolves once the group has joined and knows its positions. */
  async read(topics: readonly SourceTopic[]): Promise<void> {
    for (const topic of topics) {
      if (this.#started) this.#late.add(topic.topic);
      this.#sources.set(topic.topic, topic);
    }
    await this.#consumer.read([...this.#sources.keys()]);
  }

  /** Topics that are added from now on are new: they are read from their beginning. */
  started(): void {
    this.#started = true;
  }

  async #assign(
    given: readonly TopicPartition[],
    offsets: GroupOffsets,
  ): Promise<readonly Position[]> {
    const committed =
      this.#commits === undefined
        ? new Map<string, bigint | undefined>()
        : await offsets.committed(given);
    const next = new Map<string, Partition>();
    for (const at of given) {
      const name = nameOf(at);
      next.set(name, await this.#place(at, committed.get(name), offsets));
    }
    this.#swap(next);
    await this.#commitStarts(next.values());
    this.#options.trouble(undefined);
    return Array.from(next.values(), ({ topic, partition, tracker }) => ({
      topic,
      partition,
      offset: tracker.next,
    }));
  }

  /** A partition that we kept goes on where it was; another one where the group is. */
  async #place(
    at: TopicPartition,
    committed: bigint | undefined,
    offsets: GroupOffsets,
  ): Promise<Partition> {
    const kept = this.#partitions.get(nameOf(at));
    if (kept?.knows(committed) === true) return kept;
    const start = committed ?? (await this.#beginning(at, offsets));
    return new Partition(at, { at: start, committed }, this.#limits);
  }

  async #beginning({ topic, partition }: TopicPartition, offsets: GroupOffsets): Promise<bigint> {
    const end = (await offsets.ends(topic)).get(partition);
    if (end === undefined) throw new Error(`${topic}/${partition} has no offsets yet`);
    return this.#options.from === 'latest' && !this.#late.has(topic) ? end.next : end.first;
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
    this.#dispatch(partition);
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
    const fresh = new Partition(partition, { at: first, committed: undefined }, this.#limits);
    this.#swap(new Map(this.#partitions).set(nameOf(partition), fresh));
    return fresh;
  }

  /** What is given back comes again a moment later: whoever gave it back may do so at once. */
  #rest(partition: Partition): void {
    if (partition.resting || this.#stopped) return;
    partition.resting = true;
    const timer = setTimeout(() => {
      partition.resting = false;
      this.#dispatch(partition);
    }, restTime);
    timer.unref();
  }

  #dispatch(partition: Partition): void {
    const source = this.#sources.get(partition.topic);
    if (source === undefined || partition.busy || this.#paused || this.#stopped) return;
    partition.busy = true;
    for (let taken = partition.next(); taken !== undefined; taken = partition.next()) {
      this.#options.deliver(new KafkaDelivery(source, partition, taken, this.#owner));
    }
    partition.busy = false;
    if (!partition.held || !partition.low) return;
    partition.held = false;
    this.#consumer.resume(partition);
  }

  readonly #owner: DeliveryOwner = {
    done: (partition, taken) => {
      partition.settle(taken);
      this.#commits?.count();
      this.#dispatch(partition);
    },
    again: (partition, taken) => {
      partition.giveBack(taken);
      this.#rest(partition);
    },
    deadLetter: (partition, taken, headers) => {
      const source = this.#sources.get(partition.topic);
      if (source === undefined)
        return Promise.reject(new Error(`unknown topic ${partition.topic}`));
      return this.#options.deadLetter(source, taken, headers);
    },
  };

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    for (const partition of this.#partitions.values()) this.#dispatch(partition);
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
    for (const partition of this.#partitions.values()) partition.lose();
    await within(leaveLimit, this.#consumer.close());
  }
}
