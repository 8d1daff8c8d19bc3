import type { DriverConsumerOptions, Position, TopicPartition } from '../driver.js';
import { nameOf } from '../driver.js';
import type { Message } from './client.js';
import { ConfluentRecord } from './records.js';

/** Records of one partition that wait here, above which the library fetches no more of it. */
const limit = 1_000;

export interface PlacesParts {
  readonly records: DriverConsumerOptions['records'];
  /** Tells the library to fetch a partition, or not to. */
  readonly fetch: (at: TopicPartition, on: boolean) => void;
  /** Whether the broker has no record any more from this offset on to what came. */
  readonly isLost: (at: TopicPartition, offset: bigint) => Promise<boolean>;
  readonly broken: (error: Error) => void;
}

interface Place extends TopicPartition {
  next: bigint;
  /** Where an offset was expected that did not come. */
  gap: bigint | undefined;
  waiting: ConfluentRecord[];
  /** Its last records wait for room. */
  busy: boolean;
  paused: boolean;
  /** The library fetches it. */
  fetched: boolean;
}

/**
 * The partitions that are ours: the library hands out the records of all of them in one row, here
 * each has its own, so that a full one holds up no other.
 */
export class Places {
  readonly #parts: PlacesParts;
  #places: ReadonlyMap<string, Place> = new Map();

  constructor(parts: PlacesParts) {
    this.#parts = parts;
  }

  /** These partitions from now on, and no others. */
  set(positions: readonly Position[]): void {
    this.#places = new Map(
      positions.map(({ topic, partition, offset: next }) => [
        nameOf({ topic, partition }),
        {
          ...{ topic, partition, next, gap: undefined, waiting: [] },
          ...{ busy: false, paused: false, fetched: true },
        },
      ]),
    );
  }

  take(messages: readonly Message[]): void {
    const touched = new Set<Place>();
    for (const message of messages) {
      const place = this.#places.get(nameOf(message));
      if (place === undefined) continue;
      const record = new ConfluentRecord(message);
      if (record.offset > place.next) place.gap ??= place.next;
      place.next = record.offset + 1n;
      place.waiting.push(record);
      touched.add(place);
    }
    for (const place of touched) this.#look(place);
  }

  pause(at: TopicPartition): void {
    this.#turn(at, true);
  }

  resume(at: TopicPartition): void {
    this.#turn(at, false);
  }

  #turn(at: TopicPartition, paused: boolean): void {
    const place = this.#places.get(nameOf(at));
    if (place === undefined) return;
    place.paused = paused;
    this.#look(place);
  }

  /** Hands out what waits, and has the library fetch as much as there is room for. */
  #look(place: Place): void {
    if (this.#places.get(nameOf(place)) !== place) return;
    if (place.waiting.length > 0 && !place.busy && !place.paused) void this.#hand(place);
    const wanted = !place.paused && place.waiting.length < limit;
    if (wanted === place.fetched) return;
    place.fetched = wanted;
    this.#parts.fetch(place, wanted);
  }

  async #hand(place: Place): Promise<void> {
    const { topic, partition, waiting, gap } = place;
    place.busy = true;
    place.waiting = [];
    place.gap = undefined;
    try {
      if (gap !== undefined) await this.#assertKept(place, gap);
      if (this.#places.get(nameOf(place)) === place) {
        await this.#parts.records({ topic, partition }, waiting);
      }
    } catch (error) {
      this.#parts.broken(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    place.busy = false;
    this.#look(place);
  }

  /** Gaps are usual in a log, but the library also goes elsewhere without a word: then join again. */
  async #assertKept(at: TopicPartition, offset: bigint): Promise<void> {
    if (!(await this.#parts.isLost(at, offset))) return;
    throw new Error(`${nameOf(at)}: the broker has no record any more at our place`);
  }
}
