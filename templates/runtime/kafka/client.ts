/**
 * What we call of kafkajs (2.2.4), so that the caller's own `new Kafka(...)` fits and nothing here
 * imports it.
 */
export interface KafkaClient {
  producer(config: ProducerConfig): ProducerClient;
  consumer(config: ConsumerConfig): ConsumerClient;
  admin(): AdminClient;
}

export interface ProducerConfig {
  readonly idempotent?: boolean;
  readonly allowAutoTopicCreation?: boolean;
  readonly createPartitioner?: () => (choice: { message: { partition?: number } }) => number;
  readonly retry?: { retries?: number; initialRetryTime?: number; maxRetryTime?: number };
}

/** Options of kafkajs's consumer that the caller may set; we set the group and the restart rule. */
export interface ConsumerTuning {
  readonly sessionTimeout?: number;
  readonly rebalanceTimeout?: number;
  readonly heartbeatInterval?: number;
  readonly maxBytesPerPartition?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly maxWaitTimeInMs?: number;
  readonly rackId?: string;
}

export interface ConsumerConfig extends ConsumerTuning {
  readonly groupId: string;
  readonly allowAutoTopicCreation?: boolean;
  readonly partitionAssigners?: AssignerFactory[];
  readonly retry?: { retries?: number; restartOnFailure?: (error: Error) => Promise<boolean> };
}

export type AssignerFactory = (config: { cluster: Cluster }) => Assigner;

export interface Cluster {
  addMultipleTargetTopics(topics: string[]): Promise<void>;
  /** A broker; its methods are there, but not in kafkajs's types. */
  findGroupCoordinator(group: { groupId: string }): Promise<object>;
  findTopicPartitionMetadata(topic: string): { partitionId: number }[];
}

export interface Assigner {
  name: string;
  version: number;
  assign(group: {
    members: { memberId: string; memberMetadata: Buffer }[];
    topics: string[];
  }): Promise<{ memberId: string; memberAssignment: Buffer }[]>;
  protocol(subscription: { topics: string[] }): { name: string; metadata: Buffer };
}

export interface ProducerClient {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  send(record: {
    topic: string;
    acks?: number;
    messages: SentMessage[];
  }): Promise<{ partition: number; errorCode: number; baseOffset?: string }[]>;
}

export interface SentMessage {
  key: Buffer | string | null;
  value: Buffer;
  headers: Record<string, string | Buffer | (string | Buffer)[]>;
  partition: number;
}

export interface ReceivedMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly offset: string;
  readonly headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
}

export interface ConsumerClient {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  subscribe(subscription: { topics: string[]; fromBeginning?: boolean }): Promise<void>;
  run(config: {
    autoCommit?: boolean;
    eachBatchAutoResolve?: boolean;
    partitionsConsumedConcurrently?: number;
    eachBatch?: (payload: BatchPayload) => Promise<void>;
  }): Promise<void>;
  commitOffsets(
    offsets: { topic: string; partition: number; offset: string; metadata?: string }[],
  ): Promise<void>;
  seek(position: { topic: string; partition: number; offset: string }): void;
  pause(topics: { topic: string; partitions?: number[] }[]): void;
  resume(topics: { topic: string; partitions?: number[] }[]): void;
  on(
    event: 'consumer.group_join',
    listener: (event: {
      payload: { memberId: string; memberAssignment: { readonly [topic: string]: number[] } };
    }) => void,
  ): unknown;
  on(event: 'consumer.rebalancing', listener: () => void): unknown;
  on(event: 'consumer.crash', listener: (event: { payload: { error: Error } }) => void): unknown;
}

export interface BatchPayload {
  readonly batch: {
    readonly topic: string;
    readonly partition: number;
    readonly messages: ReceivedMessage[];
    /** What the fetch asked for. Not in kafkajs's own types, but it is there. */
    readonly fetchedOffset?: string;
    lastOffset(): string;
  };
  resolveOffset(offset: string): void;
  commitOffsetsIfNecessary(offsets: {
    topics: {
      topic: string;
      partitions: { partition: number; offset: string; metadata?: string }[];
    }[];
  }): Promise<void>;
  isRunning(): boolean;
  isStale(): boolean;
}

export interface AdminClient {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  listTopics(): Promise<string[]>;
  createTopics(request: {
    waitForLeaders?: boolean;
    topics: {
      topic: string;
      numPartitions?: number;
      replicationFactor?: number;
      configEntries?: { name: string; value: string }[];
    }[];
  }): Promise<boolean>;
  /** `type` 2 is a topic. */
  describeConfigs(request: {
    includeSynonyms: boolean;
    resources: { type: 2; name: string; configNames?: string[] }[];
  }): Promise<{ resources: { configEntries: { configName: string; configValue: string }[] }[] }>;
  deleteTopics(request: { topics: string[] }): Promise<void>;
  deleteGroups(groups: string[]): Promise<unknown>;
  fetchTopicMetadata(request: { topics: string[] }): Promise<{
    topics: {
      name: string;
      partitions: { partitionId: number; leader: number; replicas: number[] }[];
    }[];
  }>;
  fetchOffsets(request: { groupId: string; topics: string[] }): Promise<
    {
      topic: string;
      partitions: { partition: number; offset: string; metadata: string | null }[];
    }[]
  >;
  fetchTopicOffsetsByTimestamp(
    topic: string,
    timestamp: number,
  ): Promise<{ partition: number; offset: string }[]>;
  fetchTopicOffsets(topic: string): Promise<{ partition: number; high: string; low: string }[]>;
}
