import type { Buffer } from 'node:buffer';

/**
 * What the Kafka transport needs of a client library. One driver a library: `kafkajs-driver.ts`
 * is the one for kafkajs.
 */
export interface Driver {
  /** Commits keep the text of a position, which `crashGuard` needs. */
  readonly keepsNotes: boolean;
  readonly admin: DriverAdmin;
  /** `patient`: keeps trying while a topic has no leader; otherwise gives up after seconds. */
  createProducer(options: { readonly patient: boolean }): DriverProducer;
  createConsumer(options: DriverConsumerOptions): DriverConsumer;
}

export interface DriverRecord {
  /** Text is written as UTF-8. */
  readonly key: string | Uint8Array | undefined;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, DriverHeader>>;
}

/** Text is written as UTF-8; a name may occur several times. */
export type DriverHeader = string | Buffer | (string | Buffer)[];

/**
 * Why a batch was not confirmed. `unknown`: the broker may have it, and the producer's sequence
 * numbers are not to be trusted any more. The others: the broker said no.
 */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  readonly reason: 'too-large' | 'rejected' | 'unknown';
  /** Where the records of a batch fared differently: for each its failure, or that it is stored. */
  readonly each: readonly (SendFailure | undefined)[] | undefined;

  constructor(reason: SendFailure['reason'], cause: unknown, each?: SendFailure['each']) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.reason = reason;
    this.each = each;
  }
}

export interface DriverProducer {
  connect(): Promise<void>;
  /**
   * Sends records to one partition, acks = all. The caller has one call outstanding a partition.
   * Resolves to the offset of the first record.
   * @throws SendFailure
   */
  send(topic: string, partition: number, records: readonly DriverRecord[]): Promise<bigint>;
  disconnect(): Promise<void>;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface Position extends TopicPartition {
  /** The next offset to read or, in a commit, the first that is not done. */
  readonly offset: bigint;
  /** In a commit: text that the broker keeps with it, where the driver `keepsNotes`. */
  readonly note?: string | undefined;
}

export interface ReceivedRecord {
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** Those headers that text cannot stand for: no UTF-8, or a name that occurs several times. */
  readonly rawHeaders?: Readonly<Record<string, DriverHeader>>;
  readonly offset: bigint;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export interface DriverConsumerOptions {
  readonly group: string;
  /**
   * The group gave us these partitions, and took all others. Resolves to where each one goes on;
   * nothing is fetched until then. Rejecting has it called again, later.
   */
  readonly assigned: (
    partitions: readonly TopicPartition[],
    offsets: GroupOffsets,
  ) => Promise<readonly Position[]>;
  /** The group rebalances: the last moment to commit. */
  readonly rebalancing: () => void;
  /** Records in order; resolves when there is room for more. Never rejects. */
  readonly records: (from: TopicPartition, records: readonly ReceivedRecord[]) => Promise<void>;
  /** The consumer broke and is built again. */
  readonly broken: (error: Error) => void;
}

/** What the broker knows of a group's partitions, for the moment after a join. */
export interface GroupOffsets {
  /** Committed offsets; `undefined` for a partition that has none. */
  committed(
    partitions: readonly TopicPartition[],
  ): Promise<ReadonlyMap<string, bigint | undefined>>;
  /** The texts that were committed with them, where the driver `keepsNotes`. */
  notes?(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, string>>;
  /** First and next offset of each partition of a topic. */
  ends(topic: string): Promise<ReadonlyMap<number, { first: bigint; next: bigint }>>;
}

/** A group member that heals itself until it is closed. */
export interface DriverConsumer {
  /** Reads these topics from now on; resolves once the group has joined and positions are set. */
  read(topics: readonly string[]): Promise<void>;
  /** @throws when the group refuses, for example because it rebalances */
  commit(positions: readonly Position[]): Promise<void>;
  pause(partition: TopicPartition): void;
  resume(partition: TopicPartition): void;
  /** Leaves the group. */
  close(): Promise<void>;
}

export interface TopicInfo {
  readonly partitions: number;
  readonly replicas: number;
  /** Every partition has a leader. */
  readonly ready: boolean;
}

export interface TopicSpec {
  readonly partitions?: number | undefined;
  readonly replicas?: number | undefined;
  readonly config?: Readonly<Record<string, string>> | undefined;
}

export interface DriverAdmin {
  connect(): Promise<void>;
  /** `undefined` when there is no such topic. */
  describe(topic: string): Promise<TopicInfo | undefined>;
  list(): Promise<readonly string[]>;
  /** The values of these settings of a topic; `undefined` when we may not know. */
  config(
    topic: string,
    names: readonly string[],
  ): Promise<Readonly<Record<string, string>> | undefined>;
  /** Asks for a topic; it may take a moment to appear. A topic that exists is no error. */
  create(topic: string, spec: TopicSpec): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  deleteGroup(group: string): Promise<void>;
  /** The first offset of each partition whose record is not older than this moment. */
  offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, bigint>>;
  /** First and next offset of each partition. */
  ends(topic: string): Promise<ReadonlyMap<number, { first: bigint; next: bigint }>>;
  /** Committed offsets of a group, by partition; those that have one. */
  offsets(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, bigint>>;
  disconnect(): Promise<void>;
}

/** Names a partition in maps and lanes. */
export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
