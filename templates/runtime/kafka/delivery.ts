import type { Delivery, DeliveryInfo, Headers, Source } from '../core/transport.js';
import { keyText } from './key.js';
import { positionIn, stillToWait } from './retry-topic.js';
import type { Partition, Taken } from './partition.js';
import type { TopicMatch } from './topic-name.js';

/** A copy of a record: for the dead letters, or to come back. */
export interface Copy {
  readonly headers: Headers;
  /** Milliseconds until it comes back; `undefined` for a dead letter. */
  readonly wait: number | undefined;
}

/** What a delivery does with its record, in the end. */
export interface DeliveryOwner {
  done(partition: Partition, taken: Taken): void;
  again(partition: Partition, taken: Taken): void;
  copy(partition: Partition, taken: Taken, copy: Copy): Promise<void>;
}

/** A topic that a subscription reads, and for whom. */
export interface SourceTopic extends TopicMatch {
  readonly source: Source;
  /** Set for a topic in which what failed waits. */
  readonly retry?: RetryTopic | undefined;
}

/** A topic of retries. */
export interface RetryTopic {
  /** The topic that the records were sent to. */
  readonly of: string;
  /** Milliseconds that a record waits there. */
  readonly wait: number;
}

/** One record, as the run time sees it. */
export class KafkaDelivery implements Delivery {
  readonly source: Source;
  readonly address: string;
  readonly params: Readonly<Record<string, string>>;
  readonly key: string | undefined;
  readonly body: Uint8Array;
  readonly timestamp: number;
  readonly lane: string | undefined;
  readonly redelivered: boolean;
  readonly epoch: Partition;
  readonly #from: SourceTopic;
  readonly #owner: DeliveryOwner;
  readonly #taken: Taken;
  #headers: Headers | undefined;
  #over = false;

  constructor(from: SourceTopic, partition: Partition, taken: Taken, owner: DeliveryOwner) {
    const { key, value, timestamp } = taken.record;
    this.source = from.source;
    this.#from = from;
    this.address = from.retry === undefined ? partition.topic : from.retry.of;
    this.params = from.params;
    this.key = keyText(key);
    this.body = value;
    this.timestamp = timestamp;
    this.lane = this.key === undefined ? undefined : `${partition.name}/${this.key}`;
    this.redelivered = taken.again;
    this.epoch = partition;
    this.#owner = owner;
    this.#taken = taken;
  }

  /** Decoded when they are first read. */
  get headers(): Headers {
    this.#headers ??= this.#taken.record.headers;
    return this.#headers;
  }

  get info(): DeliveryInfo {
    const { topic, partition } = this.epoch;
    return { transport: 'kafka', topic, partition, offset: this.#taken.record.offset };
  }

  get fallbackId(): string {
    const original = this.#from.retry && positionIn(this.headers);
    return original === undefined
      ? `${this.epoch.name}/${this.#taken.record.offset}`
      : `${this.address}/${original}`;
  }

  get crashes(): number {
    return this.#taken.crashes;
  }

  get postponed(): number | undefined {
    const { retry } = this.#from;
    return retry && stillToWait(this.#taken.record, retry);
  }

  settle(): void {
    if (this.#end()) this.#owner.done(this.epoch, this.#taken);
  }

  release(): void {
    if (this.#end()) this.#owner.again(this.epoch, this.#taken);
  }

  deadLetter(headers: Headers): Promise<void> {
    return this.#owner.copy(this.epoch, this.#taken, { headers, wait: undefined });
  }

  async postpone(headers: Headers, wait: number): Promise<boolean> {
    if (this.source.waits === undefined || this.source.waits.length === 0) return false;
    await this.#owner.copy(this.epoch, this.#taken, { headers, wait });
    return true;
  }

  /** Whether this is the first end of a delivery that still counts. */
  #end(): boolean {
    const first = !this.#over && !this.epoch.lost;
    this.#over = true;
    return first;
  }
}
