import type { TopologyMode } from '../types.js';
import type { ConsumerTuning, KafkaClient } from './client.js';
import type { Driver } from './driver.js';
import type { OffsetLostPolicy } from './starts.js';

export type KafkaOptions = KafkaDefaults & (KafkaJsOptions | DriverOptions);

/** With kafkajs. */
export interface KafkaJsOptions {
  /** `new Kafka({ clientId, brokers })` of kafkajs, 2.2.4 or newer. The caller's own. */
  readonly client: KafkaClient;
  /** Options of kafkajs's consumers; `maxWaitTimeInMs` is 100 and `heartbeatInterval` 300 if not given. */
  readonly consumer?: ConsumerTuning;
  readonly driver?: undefined;
}

/** With another library: `kafka/platformatic.ts`, `kafka/confluent.ts`. */
export interface DriverOptions {
  readonly driver: Driver;
  readonly client?: undefined;
}

export interface KafkaDefaults {
  /**
   * `create` (default): first use of a topic creates it as the document's bindings say.
   * `check`: only compares; a topic that is missing or differs is an error.
   */
  readonly topology?: TopologyMode;
  /**
   * What a group does where the broker has no record any more: it was away for longer than records are
   * kept, or the topic was made anew. `earliest` (default): it reads what there is. `latest`: it goes on
   * with what comes. `fail`: `ready` rejects with OffsetLostError; later, it stops there and the bus is
   * `recovering`.
   */
  readonly onOffsetLost?: OffsetLostPolicy;
  /**
   * Ends crash loops: notes with the group's offset, before each handler, what is under way. A message
   * whose handler has ended the process as often as it may be tried becomes a dead letter,
   * `delivery-limit`. Costs a commit for all that begins while the one before is under way.
   */
  readonly crashGuard?: boolean;
  /** Largest message, headers included, and largest request, in bytes. Default: 1 MiB less 2 KiB. */
  readonly maxBytes?: number;
  /**
   * Milliseconds between two looks for new topics, for subscriptions that leave a parameter open.
   * Default 300,000.
   */
  readonly topicRefresh?: number;
}

/** What a broker takes by default (`message.max.bytes` 1,048,588), less what a batch needs. */
export const defaultMaxBytes = 1_046_528;
export const defaultTopicRefresh = 300_000;
