import type { Delivery, DeliveryInfo, Headers, Source } from '../core/transport.js';
import { keyText } from './key.js';
import type { Partition, Taken } from './partition.js';
import type { TopicMatch } from './topic-name.js';

/** What a delivery does with its record, in the end. */
export interface DeliveryOwner {
  done(partition: Partition, taken: Taken): void;
  again(partition: Partition, taken: Taken): void;
  deadLetter(partition: Partition, taken: Taken, headers: Headers): Promise<void>;
}

/** A topic that a subscription reads, and for whom. */
export interface SourceTopic extends TopicMatch {
  readonly source: Source;
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
  readonly #owner: DeliveryOwner;
  readonly #taken: Taken;
  #headers: Headers | undefined;
  #over = false;

  constructor(from: SourceTopic, partition: Partition, taken: Taken, owner: DeliveryOwner) {
    const { key, value, timestamp } = taken.record;
    this.source = from.source;
    this.address = partition.topic;
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
    return `${this.epoch.name}/${this.#taken.record.offset}`;
  }

  settle(): void {
    if (this.#end()) this.#owner.done(this.epoch, this.#taken);
  }

  release(): void {
    if (this.#end()) this.#owner.again(this.epoch, this.#taken);
  }

  deadLetter(headers: Headers): Promise<void> {
    return this.#owner.deadLetter(this.epoch, this.#taken, headers);
  }

  /** Whether this is the first end of a delivery that still counts. */
  #end(): boolean {
    const first = !this.#over && !this.epoch.lost;
    this.#over = true;
    return first;
  }
}
