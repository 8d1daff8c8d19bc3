import type { ConsumerTuning, KafkaClient } from './client.js';
import type { Topology } from './topics.js';

export interface KafkaOptions {
  /** `new Kafka({ clientId, brokers })` of kafkajs, 2.2.4 or newer. The caller's own. */
  readonly client: KafkaClient;
  /**
   * `create` (default): first use of a topic creates it as the document's bindings say.
   * `check`: only compares; a topic that is missing or differs is an error.
   */
  readonly topology?: Topology;
  /** Largest message, headers included, and largest request, in bytes. Default: 1 MiB less 2 KiB. */
  readonly maxBytes?: number;
  /** Options of kafkajs's consumers; `maxWaitTimeInMs` is 100 and `heartbeatInterval` 300 if not given. */
  readonly consumer?: ConsumerTuning;
  /**
   * Milliseconds between two looks for new topics, for subscriptions that leave a parameter open.
   * Default 300,000.
   */
  readonly topicRefresh?: number;
}

/** What a broker takes by default (`message.max.bytes` 1,048,588), less what a batch needs. */
export const defaultMaxBytes = 1_046_528;
export const defaultTopicRefresh = 300_000;
