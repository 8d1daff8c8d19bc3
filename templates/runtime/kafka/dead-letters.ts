import { randomUUID } from 'node:crypto';
import type { DeadLetterCursor, Headers, StoredLetter } from '../core/transport.js';
import type { ReadRecord } from './bounded-reader.js';
import { BoundedReader } from './bounded-reader.js';
import type { Driver, DriverRecord, Position, ReceivedRecord, TopicPartition } from './driver.js';
import { nameOf } from './driver.js';
import { copyHeaders } from './headers.js';
import { keyText } from './key.js';

/** A topic of dead letters, and the topic that they came from. */
export interface DeadTopic {
  readonly topic: string;
  /** Where only this group sees what is sent again; `undefined` where its retries block. */
  readonly retry: string | undefined;
  readonly deadLetters: string;
}

export interface DeadLetterTools {
  readonly driver: Driver;
  readonly group: string;
  readonly topics: readonly DeadTopic[];
  readonly publish: (topic: string, record: DriverRecord) => Promise<void>;
}

/** How far a partition of dead letters was dealt with. */
interface Progress {
  readonly at: TopicPartition;
  /** What was seen and left, oldest first. */
  readonly left: ReceivedRecord[];
  /** Behind the last letter that was sent again. */
  redrivenTo: bigint | undefined;
}

/**
 * Reads the dead letters of a group. A topic cannot give up a record from its middle: what was sent
 * again is behind the committed offset of the group `<group>.redrive`, and what stood before it and
 * was left is appended anew.
 */
export class KafkaDeadLetters implements DeadLetterCursor {
  readonly #tools: DeadLetterTools;
  readonly #progress = new Map<string, Progress>();
  #reader: BoundedReader | undefined;
  #committed: ReadonlyMap<string, bigint> = new Map();
  #members = '';

  constructor(tools: DeadLetterTools) {
    this.#tools = tools;
  }

  async next(): Promise<StoredLetter | undefined> {
    this.#reader ??= await this.#open();
    const read = await this.#reader.next();
    return read === undefined ? undefined : this.#letter(read);
  }

  /** Appends what was left, then says so. A crash between the two doubles letters, and loses none. */
  async close(): Promise<void> {
    const positions: Position[] = [];
    for (const { at, left, redrivenTo } of this.#progress.values()) {
      if (redrivenTo === undefined) continue;
      const passed = left.filter(({ offset }) => offset < redrivenTo);
      await Promise.all(passed.map((record) => this.#tools.publish(at.topic, asItCame(record))));
      positions.push({ ...at, offset: redrivenTo });
    }
    const { admin } = this.#tools.driver;
    await this.#reader?.close();
    if (this.#reader !== undefined) await admin.deleteGroup(this.#members).catch(() => undefined);
    if (positions.length > 0) await this.#commit(positions);
  }

  /** As a member for a moment: kafkajs's own way to set a group's offsets takes five seconds. */
  async #commit(positions: readonly Position[]): Promise<void> {
    const wanted = new Map(positions.map((position) => [nameOf(position), position]));
    const member = this.#tools.driver.createConsumer({
      group: this.#redriveGroup,
      assigned: async (partitions) =>
        partitions.map((at) => wanted.get(nameOf(at)) ?? { ...at, offset: 0n }),
      rebalancing: () => undefined,
      records: async () => undefined,
      broken: () => undefined,
    });
    await member.read([...new Set(positions.map(({ topic }) => topic))]);
    await member.commit(positions);
    await member.close();
  }

  get #redriveGroup(): string {
    return `${this.#tools.group}.redrive`;
  }

  /** In a group of its own, so that several may look at once. */
  async #open(): Promise<BoundedReader> {
    const { driver, group, topics } = this.#tools;
    this.#members = `${group}.redrive.${randomUUID()}`;
    const names = [...new Set(topics.map(({ deadLetters }) => deadLetters))];
    const there = new Set(await driver.admin.list());
    const present = names.filter((name) => there.has(name));
    this.#committed = await driver.admin.offsets(this.#redriveGroup, present);
    return BoundedReader.open(driver, {
      group: this.#members,
      topics: present,
      start: (at, { first }) => this.#committed.get(nameOf(at)) ?? first,
    });
  }

  #letter({ at, record }: ReadRecord): StoredLetter {
    const progress = this.#progressOf(at);
    progress.left.push(record);
    const { key, value, headers } = record;
    return {
      headers,
      body: value,
      key: keyText(key),
      place: at.topic,
      redrive: async (again: Headers) => {
        await this.#tools.publish(this.#sourceOf(at.topic, headers), {
          key,
          value,
          headers: copyHeaders(again, record),
        });
        progress.left.splice(progress.left.indexOf(record), 1);
        progress.redrivenTo = record.offset + 1n;
      },
    };
  }

  #progressOf(at: TopicPartition): Progress {
    const name = nameOf(at);
    const progress = this.#progress.get(name) ?? { at, left: [], redrivenTo: undefined };
    this.#progress.set(name, progress);
    return progress;
  }

  /** Several topics may share one of dead letters: `x-dead-letter`. The letter knows its own. */
  #sourceOf(deadLetters: string, headers: Headers): string {
    const sources = this.#tools.topics.filter((one) => one.deadLetters === deadLetters);
    const named = headers['x-dead-source'];
    const source = sources.find(({ topic }) => topic === named) ?? sources[0];
    if (source === undefined)
      throw new TypeError(`no topic has its dead letters in ${deadLetters}`);
    return source.retry ?? source.topic;
  }
}

const asItCame = (record: ReceivedRecord): DriverRecord => ({
  key: record.key,
  value: record.value,
  headers: copyHeaders(record.headers, record),
});
