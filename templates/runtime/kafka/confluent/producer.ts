import type { DriverProducer, DriverRecord } from '../driver.js';
import { SendFailure, nameOf } from '../driver.js';
import { toSendFailure } from '../protocol-errors.js';
import { defer } from '../timing.js';
import { Calls, toError } from './calls.js';
import type { Confirm, ConfluentLibrary, ProducerClient, Properties } from './client.js';
import { connectLimit, network } from './client.js';
import { toBuffer, toHeaders } from './records.js';

/** As with kafkajs: the patient one is idempotent and never gives a record up by itself. */
const settings = (patient: boolean): Properties => ({
  'enable.idempotence': patient,
  acks: -1,
  'message.timeout.ms': patient ? 0 : 10_000,
  // What is sent together was gathered before, in `lane.ts`.
  'linger.ms': 0,
  // The library makes several requests of a batch of ours. One that is too large for its topic would
  // be overtaken by the next when it is split: requests of this size are only so where a record is.
  'batch.size': 65_536,
  // The broker decides how large a record may be, and the lanes bound what is under way.
  'message.max.bytes': 1_000_000_000,
  'queue.buffering.max.messages': 0,
  'queue.buffering.max.kbytes': 2_147_483_647,
});

/** Partitions whose last offset is remembered. */
const remembered = 10_000;

/** Sends each record by itself, and puts a batch together from their delivery reports. */
export class ConfluentProducer implements DriverProducer {
  readonly #client: ProducerClient;
  readonly #calls = new Calls();
  readonly #batches = new Set<Batch>();
  /** The offset behind the last confirmed record, by partition. */
  readonly #ends = new Map<string, bigint>();

  constructor(library: ConfluentLibrary, properties: Properties, patient: boolean) {
    const config = { ...network, ...properties, ...settings(patient), dr_cb: true };
    this.#client = new library.Producer(config);
    this.#client.on('delivery-report', (error, { opaque, offset }) => opaque?.(error, offset));
  }

  async connect(): Promise<void> {
    await this.#calls.run((done) => this.#client.connect({ timeout: connectLimit }, done));
    this.#client.setPollInBackground(true);
  }

  async send(topic: string, partition: number, records: readonly DriverRecord[]): Promise<bigint> {
    const name = nameOf({ topic, partition });
    const batch = new Batch(records.length);
    this.#batches.add(batch);
    this.#produce(topic, partition, records, batch);
    try {
      // A record that was stored although its first answer was lost comes back without an offset.
      const first = (await batch.stored) ?? this.#ends.get(name) ?? 0n;
      if (this.#ends.size >= remembered) this.#ends.clear();
      this.#ends.set(name, first + BigInt(records.length));
      return first;
    } finally {
      this.#batches.delete(batch);
    }
  }

  #produce(topic: string, partition: number, records: readonly DriverRecord[], batch: Batch): void {
    let refusal: SendFailure | undefined;
    for (const [index, record] of records.entries()) {
      // What comes behind a record that the library did not take must not overtake it.
      refusal ??= this.#take(topic, partition, record, batch.confirm(index));
      if (refusal !== undefined) batch.settle(index, refusal);
    }
  }

  /** Hands one to the library; returns why it was not taken. */
  #take(
    topic: string,
    partition: number,
    { key, value, headers }: DriverRecord,
    confirm: Confirm,
  ): SendFailure | undefined {
    const bytes = key === undefined ? null : toBuffer(key);
    const all = toHeaders(headers);
    try {
      this.#client.produce(topic, partition, toBuffer(value), bytes, null, confirm, all);
      return undefined;
    } catch (error) {
      return toSendFailure(toError(error));
    }
  }

  /** What is under way is dropped; the broker may have it all the same. */
  async disconnect(): Promise<void> {
    await this.#calls.close();
    for (const batch of this.#batches) batch.giveUp();
    if (!this.#client.isConnected()) return;
    await new Promise<void>((resolve) => {
      this.#client.disconnect(0, () => resolve());
    });
  }
}

/** The records of one send, until there is an answer for each. */
class Batch {
  readonly #failures: (SendFailure | undefined)[];
  readonly #end = defer<bigint | undefined>();
  #left: number;
  #first: bigint | undefined;

  constructor(size: number) {
    this.#left = size;
    this.#failures = Array.from({ length: size }, () => undefined);
  }

  /** The offset of the first one, if it is known. Rejects with a SendFailure. */
  get stored(): Promise<bigint | undefined> {
    return this.#end.promise;
  }

  /** Takes the answer for one. */
  confirm(index: number): Confirm {
    return (error, offset) => {
      if (error === null && index === 0 && offset >= 0) this.#first = BigInt(offset);
      this.settle(index, error === null ? undefined : toSendFailure(toError(error)));
    };
  }

  settle(index: number, failure: SendFailure | undefined): void {
    this.#failures[index] = failure;
    this.#left -= 1;
    if (this.#left > 0) return;
    const found = this.#failures.find((one) => one !== undefined);
    if (found === undefined) this.#end.resolve(this.#first);
    else this.#end.reject(this.#sum(found));
  }

  /** One failure for all, where they are of one kind. */
  #sum(found: SendFailure): SendFailure {
    if (this.#failures.every((one) => one?.reason === found.reason)) return found;
    const doubt = this.#failures.find((one) => one?.reason === 'unknown');
    return new SendFailure(doubt?.reason ?? 'rejected', doubt ?? found, this.#failures);
  }

  giveUp(): void {
    this.#end.reject(new SendFailure('unknown', 'closed before the confirm'));
  }
}
