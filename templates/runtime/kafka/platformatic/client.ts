/**
 * What we call of @platformatic/kafka (2.12, Node 22.22 or newer), so that the caller's own library
 * fits and nothing here imports it.
 */
export interface PlatformaticLibrary {
  readonly Producer: new (options: ProducerOptions) => ProducerClient;
  readonly Consumer: new (options: ConsumerOptions) => ConsumerClient;
  readonly Admin: new (options: ClientOptions) => AdminClient;
  /** Requests of the protocol. Only `crashGuard` needs them. */
  readonly offsetCommitV8?: OffsetCommit;
  readonly offsetFetchV8?: OffsetFetch;
}

/** A connection of the library to a broker. */
export type Broker = object;

export interface OffsetCommit {
  readonly api: {
    async(
      broker: Broker,
      group: string,
      generation: number,
      member: string,
      instance: null,
      topics: {
        name: string;
        partitions: {
          partitionIndex: number;
          committedOffset: bigint;
          committedLeaderEpoch: number;
          committedMetadata: string | null;
        }[];
      }[],
    ): Promise<unknown>;
  };
}

export interface OffsetFetch {
  readonly api: {
    async(
      broker: Broker,
      groups: {
        groupId: string;
        memberEpoch: number;
        topics: { name: string; partitionIndexes: number[] }[];
      }[],
      requireStable: boolean,
    ): Promise<{
      groups: {
        topics: {
          name: string;
          partitions: { partitionIndex: number; metadata?: string | null | undefined }[];
        }[];
      }[];
    }>;
  };
}

/** How the caller's clients connect; all else (TLS, SASL) goes to the library as it is. */
export interface Connection {
  readonly clientId: string;
  readonly bootstrapBrokers: string[];
  readonly tls?: object;
  readonly sasl?: Sasl;
  /** Milliseconds that a request may take. Default of the library: 5,000. */
  readonly timeout?: number;
  readonly connectTimeout?: number;
}

export interface Sasl {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER' | 'GSSAPI';
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
}

export interface ClientOptions extends Connection {
  retries?: number;
  retryDelay?: number;
}

export interface ProducerOptions extends ClientOptions {
  idempotent?: boolean;
  acks?: number;
  autocreateTopics?: boolean;
}

/** Options of the group that the caller may set. */
export interface GroupTuning {
  readonly sessionTimeout?: number;
  readonly rebalanceTimeout?: number;
  readonly heartbeatInterval?: number;
  readonly maxBytesPerPartition?: number;
  readonly maxWaitTime?: number;
  readonly clientRack?: string;
}

export interface ConsumerOptions extends ClientOptions, GroupTuning {
  readonly groupId: string;
  readonly isolationLevel?: number;
  readonly protocols?: { name: string; version: number }[];
  readonly partitionAssigner?: PartitionAssigner;
}

export interface Metadata {
  readonly topics: ReadonlyMap<string, TopicMetadata>;
}

export interface TopicMetadata {
  readonly id: string;
  readonly partitionsCount: number;
  readonly partitions: readonly { readonly leader: number; readonly replicas: number[] }[];
}

export type PartitionAssigner = (
  current: string,
  members: Map<string, { memberId: string; topics?: string[] }>,
  topics: Set<string>,
  metadata: Metadata,
) => { memberId: string; assignments: Map<string, { topic: string; partitions: number[] }> }[];

interface Client {
  metadata(options: {
    topics: string[];
    forceUpdate?: boolean;
    retries?: number;
  }): Promise<Metadata>;
  close(): Promise<void>;
}

export interface ProducerClient extends Client {
  send(request: {
    messages: {
      topic: string;
      partition: number;
      key?: Buffer;
      value: Buffer;
      headers: Map<Buffer, Buffer>;
    }[];
  }): Promise<{ offsets?: { topic: string; partition: number; offset: bigint }[] }>;
}

export interface ConsumerClient extends Client {
  readonly topics: { trackAll(...topics: string[]): unknown };
  readonly generationId: number;
  /** Joins under this name; `null` for a new one. */
  memberId: string | null;
  findGroupCoordinator(): Promise<number>;
  connectToBrokers(nodes: number[]): Promise<ReadonlyMap<number, Broker>>;
  joinGroup(): Promise<unknown>;
  fetch(request: FetchRequest): Promise<FetchResponse>;
  commit(request: {
    offsets: { topic: string; partition: number; offset: bigint; leaderEpoch: number }[];
  }): Promise<void>;
  /** By topic; the place in the list is the partition, -1 stands for the end, -2 for the start. */
  listOffsets(request: {
    topics: string[];
    timestamp: bigint;
  }): Promise<ReadonlyMap<string, bigint[]>>;
  listCommittedOffsets(request: {
    topics: { topic: string; partitions: number[] }[];
  }): Promise<ReadonlyMap<string, bigint[]>>;
  on(event: 'consumer:group:join', listener: (group: Joined) => void): unknown;
  on(
    event: 'consumer:group:rebalance' | 'consumer:heartbeat:stalled',
    listener: () => void,
  ): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface Joined {
  readonly memberId: string;
  readonly assignments?: { topic: string; partitions: number[] }[];
}

export interface FetchRequest {
  readonly node: number;
  readonly maxWaitTime: number;
  readonly topics: {
    topicId: string;
    partitions: {
      partition: number;
      fetchOffset: bigint;
      currentLeaderEpoch: number;
      lastFetchedEpoch: number;
      partitionMaxBytes: number;
    }[];
  }[];
}

export interface FetchResponse {
  readonly responses: readonly {
    readonly topicId: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly records?: readonly RecordsBatch[] | null;
    }[];
  }[];
}

/** https://kafka.apache.org/documentation/#recordbatch */
export interface RecordsBatch {
  readonly firstOffset: bigint;
  readonly lastOffsetDelta: number;
  readonly attributes: number;
  readonly firstTimestamp: bigint;
  readonly maxTimestamp: bigint;
  readonly records: readonly BatchRecord[];
}

export interface BatchRecord {
  readonly offsetDelta: number;
  readonly timestampDelta: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [Buffer | null, Buffer | null])[];
}

export interface AdminClient extends Client {
  listTopics(): Promise<string[]>;
  createTopics(request: {
    topics: { topic: string; partitions: number; replicas: number }[];
    configs: { name: string; value: string }[];
  }): Promise<unknown>;
  /** `resourceType` 2 is a topic. */
  describeConfigs(request: {
    resources: { resourceType: 2; resourceName: string; configurationKeys: string[] }[];
  }): Promise<{ configs: { name: string; value?: string | null | undefined }[] }[]>;
  deleteTopics(request: { topics: string[] }): Promise<void>;
  deleteGroups(request: { groups: string[] }): Promise<void>;
  listConsumerGroupOffsets(request: { groups: string[] }): Promise<
    {
      topics: { name: string; partitions: { partitionIndex: number; committedOffset: bigint }[] }[];
    }[]
  >;
  listOffsets(request: {
    topics: { name: string; partitions: { partitionIndex: number; timestamp: bigint }[] }[];
  }): Promise<{ name: string; partitions: { partitionIndex: number; offset: bigint }[] }[]>;
}
