/**
 * What we call of @confluentinc/kafka-javascript (1.10, librdkafka): its API after node-rdkafka, not
 * the one after kafkajs. So the caller's own library fits and nothing here imports it.
 */
export interface ConfluentLibrary {
  readonly KafkaConsumer: new (config: Config, topicConfig: Config) => ConsumerClient;
  readonly Producer: new (config: Config) => ProducerClient;
  readonly AdminClient: { createFrom(client: ProducerClient | ConsumerClient): AdminClient };
}

/** Properties of librdkafka, and its callbacks. */
export type Config = Readonly<Record<string, unknown>>;

/** `bootstrap.servers`, `client.id`, TLS, SASL: properties of librdkafka. */
export type Properties = Readonly<Record<string, string | number | boolean>>;

/** An error of librdkafka: negative codes are its own, the others are the protocol's. */
export interface LibraryError {
  readonly message: string;
  readonly code: number;
}

/** How all of its asynchronous functions answer. */
export type Callback<Value> = (error: LibraryError | null | undefined, value?: Value) => void;

interface Client {
  connect(options: { timeout: number }, done: Callback<unknown>): unknown;
  isConnected(): boolean;
}

export interface ProducerClient extends Client {
  /** Delivery reports come from a thread of the library, and not from `poll`. */
  setPollInBackground(set: boolean): unknown;
  /** @throws when it takes no record */
  produce(
    topic: string,
    partition: number,
    value: Buffer,
    key: Buffer | null,
    timestamp: number | null,
    opaque: Confirm,
    headers: Record<string, string | Buffer>[],
  ): unknown;
  on(
    event: 'delivery-report',
    listener: (error: LibraryError | null, report: DeliveryReport) => void,
  ): unknown;
  /** Waits so many milliseconds for what is under way, and drops it then. */
  disconnect(timeout: number, done: Callback<unknown>): unknown;
}

/** What a record is given on its way, and what its delivery report brings back. */
export type Confirm = (error: LibraryError | null, offset: number) => void;

export interface DeliveryReport {
  /** Negative where it is not known. */
  readonly offset: number;
  readonly opaque?: Confirm;
}

export interface Offset {
  readonly topic: string;
  readonly partition: number;
  readonly offset?: number;
  readonly metadata?: string | null;
}

export interface ConsumerClient extends Client {
  subscribe(topics: string[]): unknown;
  assign(partitions: Offset[]): unknown;
  unassign(): unknown;
  setDefaultConsumeTimeout(milliseconds: number): void;
  consume(count: number, done: Callback<Message[]>): void;
  pause(partitions: Offset[]): unknown;
  resume(partitions: Offset[]): unknown;
  /** Answers by `offset_commit_cb`. */
  commit(offsets: Offset[]): unknown;
  committed(partitions: Offset[], timeout: number, done: Callback<Offset[]>): unknown;
  on(event: 'event.error', listener: (error: LibraryError) => void): unknown;
  disconnect(done: Callback<unknown>): unknown;
}

export interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key?: Buffer | string | null;
  readonly value: Buffer | null;
  readonly timestamp?: number;
  /** One name each. */
  readonly headers?: Record<string, Buffer | string>[];
}

interface Answer {
  readonly error?: LibraryError;
}

export interface TopicDescription extends Answer {
  readonly name: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly leader?: object | null;
    readonly replicas: readonly unknown[];
  }[];
}

/** A timestamp; -1 stands for the end, -2 for the start. */
export interface OffsetRequest {
  topic: string;
  partition: number;
  offset: { timestamp: number };
}

export interface AdminClient {
  listTopics(options: Timeout, done: Callback<string[]>): void;
  describeTopics(topics: string[], options: Timeout, done: Callback<TopicDescription[]>): void;
  createTopic(
    topic: {
      topic: string;
      num_partitions: number;
      replication_factor: number;
      config: Record<string, string>;
    },
    timeout: number,
    done: Callback<unknown>,
  ): void;
  deleteTopic(topic: string, timeout: number, done: Callback<unknown>): void;
  deleteGroups(groups: string[], options: Timeout, done: Callback<Answer[]>): void;
  listConsumerGroupOffsets(
    groups: { groupId: string }[],
    options: Timeout,
    done: Callback<(Answer & { partitions: readonly (Offset & Answer)[] })[]>,
  ): void;
  listOffsets(
    partitions: OffsetRequest[],
    options: Timeout,
    done: Callback<(Answer & { partition: number; offset: number })[]>,
  ): void;
}

export interface Timeout {
  timeout: number;
}

/** Milliseconds that a first connection, and any other call, may take. */
export const connectLimit = 5_000;
export const callLimit: Timeout = { timeout: 5_000 };

/** What the caller may set otherwise: back within a second when a broker is. */
export const network: Properties = {
  'socket.timeout.ms': 10_000,
  'reconnect.backoff.ms': 50,
  'reconnect.backoff.max.ms': 1_000,
  'retry.backoff.ms': 50,
  'retry.backoff.max.ms': 1_000,
  // On stderr it has a log of its own; its errors reach us by other ways.
  log_level: 0,
};
