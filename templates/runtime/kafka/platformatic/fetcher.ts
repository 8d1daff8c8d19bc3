import type { DriverConsumerOptions, Position, TopicPartition } from '../driver.js';
import { nameOf } from '../driver.js';
import { backOff, pause } from '../timing.js';
import type {
  ConsumerClient,
  FetchRequest,
  FetchResponse,
  Metadata,
  RecordsBatch,
} from './client.js';
import { readBatch } from './records.js';

/** Failed fetches in a row after which a session is given up. */
const patience = 3;

export interface FetcherParts {
  readonly client: ConsumerClient;
  /** Milliseconds that a fetch waits at the broker. */
  readonly maxWait: number;
  /** Of a partition, in one answer. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly records: DriverConsumerOptions['records'];
  readonly broken: (error: Error) => void;
}

interface Place extends TopicPartition {
  offset: bigint;
  paused: boolean;
  /** Its last records wait for room. */
  busy: boolean;
}

/** Fetches the partitions that are ours, one request at a time from each broker that leads some. */
export class Fetcher {
  readonly #parts: FetcherParts;
  #places: ReadonlyMap<string, Place> = new Map();
  readonly #asked = new Set<number>();
  #failures = 0;
  #looking = false;
  #lookAgain = false;

  constructor(parts: FetcherParts) {
    this.#parts = parts;
  }

  /** These partitions from now on, and no others; answers that are on their way are dropped. */
  place(positions: readonly Position[]): void {
    this.#places = new Map(
      positions.map((at) => [nameOf(at), { ...at, paused: false, busy: false }]),
    );
    this.#look();
  }

  pause(at: TopicPartition): void {
    const place = this.#places.get(nameOf(at));
    if (place !== undefined) place.paused = true;
  }

  resume(at: TopicPartition): void {
    const place = this.#places.get(nameOf(at));
    if (place === undefined) return;
    place.paused = false;
    this.#look();
  }

  /** Asks brokers that are not being asked; called whenever a partition or a broker is free again. */
  #look(): void {
    this.#lookAgain = true;
    if (this.#looking) return;
    this.#looking = true;
    void this.#lookOn();
  }

  async #lookOn(): Promise<void> {
    while (this.#lookAgain && !this.#parts.signal.aborted) {
      this.#lookAgain = false;
      await this.#ask().catch((error: unknown) => this.#failed(error));
    }
    this.#looking = false;
  }

  async #ask(): Promise<void> {
    const open = [...this.#places.values()].filter(({ paused, busy }) => !paused && !busy);
    if (open.length === 0) return;
    const topics = [...new Set(open.map(({ topic }) => topic))];
    const metadata = await this.#parts.client.metadata({ topics });
    const byLeader = new Map<number, Place[]>();
    for (const place of open) {
      const leader = metadata.topics.get(place.topic)?.partitions[place.partition]?.leader ?? -1;
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), place]);
    }
    for (const [node, places] of byLeader) {
      if (!this.#asked.has(node)) void this.#fetch(node, places, metadata);
    }
  }

  async #fetch(node: number, places: readonly Place[], metadata: Metadata): Promise<void> {
    this.#asked.add(node);
    try {
      const topics = requestOf(places, metadata, this.#parts.maxBytes);
      const { client, maxWait } = this.#parts;
      const response = await client.fetch({ node, topics, maxWaitTime: maxWait });
      this.#failures = 0;
      this.#take(response, places, metadata);
    } catch (error) {
      await this.#failed(error);
    } finally {
      this.#asked.delete(node);
      this.#look();
    }
  }

  #take({ responses }: FetchResponse, places: readonly Place[], metadata: Metadata): void {
    const topics = new Map(Array.from(metadata.topics, ([topic, { id }]) => [id, topic]));
    for (const { topicId, partitions } of responses) {
      for (const { partitionIndex, records } of partitions) {
        const topic = topics.get(topicId);
        const place = places.find((one) => one.topic === topic && one.partition === partitionIndex);
        // A join in the meantime may have moved the partition, even back to us.
        const isOurs = place !== undefined && this.#places.get(nameOf(place)) === place;
        if (isOurs) this.#hand(place, records ?? []);
      }
    }
  }

  #hand(place: Place, batches: readonly RecordsBatch[]): void {
    const records = batches.flatMap(readBatch).filter(({ offset }) => offset >= place.offset);
    const last = batches.at(-1);
    if (last !== undefined) place.offset = last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
    if (records.length === 0) return;
    place.busy = true;
    const { topic, partition } = place;
    void this.#parts.records({ topic, partition }, records).then(() => {
      place.busy = false;
      this.#look();
    });
  }

  async #failed(error: unknown): Promise<void> {
    this.#failures += 1;
    if (this.#failures >= patience && !this.#parts.signal.aborted) {
      this.#parts.broken(error instanceof Error ? error : new Error(String(error)));
    }
    await pause(backOff(this.#failures), this.#parts.signal);
    this.#lookAgain = true;
  }
}

function requestOf(
  places: readonly Place[],
  metadata: Metadata,
  partitionMaxBytes: number,
): FetchRequest['topics'] {
  const topics = [...new Set(places.map(({ topic }) => topic))];
  return topics.map((topic) => ({
    topicId: metadata.topics.get(topic)?.id ?? '',
    partitions: places
      .filter((place) => place.topic === topic)
      .map(({ partition, offset }) => ({
        partition,
        fetchOffset: offset,
        // Not known: the broker then compares no epochs.
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
        partitionMaxBytes,
      })),
  }));
}
