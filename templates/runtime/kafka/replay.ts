import { randomUUID } from 'node:crypto';
import type { Delivery, ReplayCursor, ReplayRequest } from '../core/transport.js';
import type { ReadRecord } from './bounded-reader.js';
import { BoundedReader } from './bounded-reader.js';
import type { SourceTopic } from './delivery.js';
import type { Driver, TopicPartition } from './driver.js';
import { nameOf } from './driver.js';
import { keyText } from './key.js';

/** Offsets by partition. */
type Offsets = ReadonlyMap<string, bigint>;

/** Reads topics again, as a group of its own that commits nothing and is deleted in the end. */
export class KafkaReplay implements ReplayCursor {
  readonly #driver: Driver;
  readonly #group: string;
  readonly #topics: ReadonlyMap<string, SourceTopic>;
  readonly #reader: BoundedReader;

  /** Ends where the topics end now, or at the first record that is not before `to`. */
  static async open(
    driver: Driver,
    { group, from, to }: ReplayRequest,
    topics: readonly SourceTopic[],
  ): Promise<KafkaReplay> {
    const names = [...new Set(topics.map(({ topic }) => topic))];
    const starts = await offsetsAt(driver, names, from);
    const stops = await offsetsAt(driver, names, to);
    const own = `${group}.replay.${randomUUID()}`;
    const reader = await BoundedReader.open(driver, {
      group: own,
      topics: names,
      start: (at, { first }) => starts.get(nameOf(at)) ?? first,
      stop: (at, { next }) => earlier(stops.get(nameOf(at)) ?? next, next),
    });
    return new KafkaReplay(driver, { group: own, topics, reader });
  }

  private constructor(
    driver: Driver,
    parts: { group: string; topics: readonly SourceTopic[]; reader: BoundedReader },
  ) {
    this.#driver = driver;
    this.#group = parts.group;
    this.#topics = new Map(parts.topics.map((one) => [one.topic, one]));
    this.#reader = parts.reader;
  }

  async next(): Promise<Delivery | undefined> {
    for (;;) {
      const read = await this.#reader.next();
      if (read === undefined) return undefined;
      const from = this.#topics.get(read.at.topic);
      if (from !== undefined) return deliveryOf(read, from);
    }
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#driver.admin.deleteGroup(this.#group).catch(() => undefined);
  }
}

const earlier = (one: bigint, other: bigint): bigint => (one < other ? one : other);

const offsetsAt = async (
  { admin }: Driver,
  topics: readonly string[],
  time: number | undefined,
): Promise<Offsets> => {
  const found = new Map<string, bigint>();
  if (time === undefined) return found;
  for (const topic of topics) {
    for (const [partition, offset] of await admin.offsetsAt(topic, time)) {
      found.set(nameOf({ topic, partition }), offset);
    }
  }
  return found;
};

/** A record that is looked at again: there is nothing to settle. */
const deliveryOf = ({ at, record }: ReadRecord, { source, params }: SourceTopic): Delivery => ({
  source,
  params,
  address: at.topic,
  key: keyText(record.key),
  headers: record.headers,
  body: record.value,
  timestamp: record.timestamp,
  lane: undefined,
  redelivered: true,
  fallbackId: `${nameOf(at)}/${record.offset}`,
  info: { transport: 'kafka', ...position(at), offset: record.offset },
  epoch: at,
  settle: () => undefined,
  release: () => undefined,
  deadLetter: () => Promise.reject(new TypeError('a replay has no dead letters')),
});

const position = ({ topic, partition }: TopicPartition): TopicPartition => ({ topic, partition });
