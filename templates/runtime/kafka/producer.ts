import { Buffer } from 'node:buffer';
import { ClosedError, NotConnectedError, TooLargeError } from '../errors.js';
import type { Cancel } from '../core/transport.js';
import type { Driver, DriverProducer, DriverRecord, TopicPartition } from './driver.js';
import { SendFailure } from './driver.js';
import type { Writer } from './lane.js';
import { Lane } from './lane.js';
import { Pending } from './pending.js';
import { partitionOf } from './murmur2.js';
import { backOff, pause } from './timing.js';

/** Records in one request; the bytes are bounded by `maxBytes`. */
const batchRecords = 1_000;
/** Lanes kept although nothing is under way there. */
const idleLanes = 1_000;
/** What a record takes beside key, value and headers, and a header beside its name and value. */
const recordOverhead = 40;
const headerOverhead = 10;

export interface ProducerOptions {
  readonly driver: Driver;
  readonly patient: boolean;
  /** Largest record and largest batch, in bytes. */
  readonly maxBytes: number;
  /** Called when a request failed or none could be made, and when one went through again. */
  readonly trouble: (error: Error | undefined) => void;
}

/** One connection of the client library. */
interface Client {
  readonly driver: DriverProducer;
  readonly connected: Promise<void>;
  inFlight: number;
  retired: boolean;
}

/** Publishes records: one lane a partition, and a client's producer that is replaced after doubt. */
export class Producer {
  readonly #options: ProducerOptions;
  /** By topic and partition. */
  readonly #lanes = new Map<string, (Lane | undefined)[]>();
  #laneCount = 0;
  /** Where records without a key go for now, by topic: one partition until it is busy. */
  readonly #sticky = new Map<string, number>();
  readonly #closed = new AbortController();
  #closing = false;
  readonly #clients = new Set<Client>();
  #client: Client | undefined;
  #readying: Promise<void> | undefined;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  /** Connects; concurrent calls share an attempt, and a failed one may be repeated. */
  async connect(): Promise<void> {
    const client = (this.#client ??= this.#open());
    try {
      await client.connected;
    } catch (error) {
      this.#retire(client);
      throw error;
    }
  }

  #open(): Client {
    const driver = this.#options.driver.createProducer({ patient: this.#options.patient });
    const client = { driver, connected: driver.connect(), inFlight: 0, retired: false };
    this.#clients.add(client);
    return client;
  }

  /**
   * Resolves once all in-sync replicas have the record.
   * @throws PublishError with the outcome; TooLargeError before anything is written
   */
  publish(
    topic: string,
    record: DriverRecord,
    partitions: number,
    signal: Cancel | undefined,
  ): Promise<void> {
    const size = sizeOf(record);
    if (size > this.#options.maxBytes) {
      const limit = this.#options.maxBytes;
      const problem = `${topic}: ${size} bytes, ${limit} are allowed`;
      return Promise.reject(new TooLargeError(problem));
    }
    if (this.#closing) return Promise.reject(new ClosedError('the bus is closed'));
    return new Promise((resolve, reject) => {
      const pending = new Pending(record, size, resolve, reject);
      if (signal !== undefined) pending.heed(signal);
      if (pending.state !== 'queued') return;
      this.#laneOf(topic, this.#choose(topic, record, partitions)).add(pending);
    });
  }

  #choose(topic: string, record: DriverRecord, partitions: number): number {
    if (record.key !== undefined) return partitionOf(record.key, partitions);
    const last = this.#sticky.get(topic) ?? Math.floor(Math.random() * partitions);
    const lane = this.#lanes.get(topic)?.[last];
    const partition = lane?.writing === true ? (last + 1) % partitions : last % partitions;
    this.#sticky.set(topic, partition);
    return partition;
  }

  #laneOf(topic: string, partition: number): Lane {
    return this.#lanes.get(topic)?.[partition] ?? this.#newLane({ topic, partition });
  }

  #newLane(to: TopicPartition): Lane {
    if (this.#laneCount >= idleLanes) this.#forgetIdle();
    const limits = { records: batchRecords, bytes: this.#options.maxBytes };
    const lane = new Lane(to, this.#writer, limits);
    const ofTopic = this.#lanes.get(to.topic) ?? [];
    this.#lanes.set(to.topic, ofTopic);
    ofTopic[to.partition] = lane;
    this.#laneCount += 1;
    return lane;
  }

  #forgetIdle(): void {
    for (const [topic, lanes] of this.#lanes) {
      const busy = lanes.map((lane) => (lane?.idle === false ? lane : undefined));
      if (busy.some((lane) => lane !== undefined)) this.#lanes.set(topic, busy);
      else this.#lanes.delete(topic);
    }
    this.#laneCount = this.#allLanes().length;
    this.#sticky.clear();
  }

  #allLanes(): readonly Lane[] {
    return Array.from(this.#lanes.values()).flatMap((lanes) => lanes.flatMap((lane) => lane ?? []));
  }

  readonly #writer: Writer = {
    ready: () => this.#ready(),
    send: async (to, records, after) => {
      const client = this.#client;
      if (client === undefined) throw new NotConnectedError('the connection was lost');
      client.inFlight += 1;
      try {
        const offset = await client.driver.send(to.topic, to.partition, records);
        if (offset < after) throw new SendFailure('unknown', `offset ${offset} after ${after}`);
        this.#options.trouble(undefined);
        return offset;
      } catch (error) {
        const doubt = error instanceof SendFailure && error.reason === 'unknown';
        if (doubt) this.#retire(client, error);
        throw error;
      } finally {
        client.inFlight -= 1;
        this.#release(client);
      }
    },
  };

  /** One wait for all partitions: each of its own would ask the broker as often as there are any. */
  #ready(): Promise<void> {
    this.#readying ??= this.#connectAtLast().finally(() => {
      this.#readying = undefined;
    });
    return this.#readying;
  }

  /** Waits for a connection until the bus closes; records that wait are given up one by one. */
  async #connectAtLast(): Promise<void> {
    for (let attempt = 0; !this.#closed.signal.aborted; attempt += 1) {
      try {
        await this.connect();
        return;
      } catch (error) {
        this.#options.trouble(error instanceof Error ? error : new Error(String(error)));
        await pause(backOff(attempt), this.#closed.signal);
      }
    }
    throw new ClosedError('the bus is closed');
  }

  /** Its sequence numbers may be taken: no other batch must be sent with them. */
  #retire(client: Client, reason?: Error): void {
    if (this.#client === client) this.#client = undefined;
    client.retired = true;
    if (reason !== undefined) this.#options.trouble(reason);
    this.#release(client);
  }

  #release(client: Client): void {
    if (!client.retired || client.inFlight > 0 || !this.#clients.delete(client)) return;
    client.driver.disconnect().catch(() => undefined);
  }

  /** Waits for what is queued and under way, then disconnects. The caller bounds the time. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#allLanes().map((lane) => lane.drained()));
    this.#closed.abort();
    await this.#disconnect();
  }

  /**
   * Ends what `close` did not: what is queued is not sent, what is written is unknown. A client that
   * still tries to write would do so until the broker is back.
   */
  abort(): void {
    this.#closing = true;
    this.#closed.abort();
    for (const lane of this.#allLanes()) lane.abort();
    void this.#disconnect();
  }

  async #disconnect(): Promise<void> {
    const clients = [...this.#clients];
    this.#clients.clear();
    await Promise.allSettled(clients.map(({ driver }) => driver.disconnect()));
  }
}

/** Upper bound of a record's size in its batch, in bytes. Runs for each record: nothing is allocated. */
function sizeOf({ key, value, headers }: DriverRecord): number {
  let size = recordOverhead + (key === undefined ? 0 : Buffer.byteLength(key)) + value.byteLength;
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    if (Array.isArray(value)) for (const one of value) size += headerSize(name, one);
    else size += headerSize(name, value);
  }
  return size;
}

const headerSize = (name: string, value: string | Buffer): number =>
  headerOverhead + Buffer.byteLength(name) + Buffer.byteLength(value);
