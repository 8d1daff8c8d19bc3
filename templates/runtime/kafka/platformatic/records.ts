import { put } from '../../core/own.js';
import type { DriverHeader, ReceivedRecord } from '../driver.js';
import { notAsText } from '../headers.js';
import type { BatchRecord, RecordsBatch } from './client.js';

/** Bits of a batch's attributes: https://kafka.apache.org/documentation/#recordbatch */
const appendTime = 0x08;
const control = 0x20;

/** The records of a batch; marks of transactions are none. */
export function readBatch(batch: RecordsBatch): readonly ReceivedRecord[] {
  if ((batch.attributes & control) !== 0) return [];
  return batch.records.map((record) => new BatchedRecord(batch, record));
}

/** A record as the library has it. Its headers are read when it is its turn. */
class BatchedRecord implements ReceivedRecord {
  readonly offset: bigint;
  readonly #batch: RecordsBatch;
  readonly #record: BatchRecord;

  constructor(batch: RecordsBatch, record: BatchRecord) {
    this.offset = batch.firstOffset + BigInt(record.offsetDelta);
    this.#batch = batch;
    this.#record = record;
  }

  get key(): Uint8Array | undefined {
    return this.#record.key ?? undefined;
  }

  get value(): Uint8Array {
    return this.#record.value ?? noBytes;
  }

  get headers(): Readonly<Record<string, string>> {
    const texts: Record<string, string> = {};
    for (const [name, content] of this.#record.headers) {
      if (name !== null && content !== null) put(texts, name.toString(), content.toString());
    }
    return texts;
  }

  get rawHeaders(): Readonly<Record<string, DriverHeader>> {
    const all: Record<string, DriverHeader> = {};
    for (const [name, content] of this.#record.headers) {
      if (name === null || content === null) continue;
      const text = name.toString();
      const before = Object.hasOwn(all, text) ? all[text] : undefined;
      put(all, text, before === undefined ? content : [before, content].flat());
    }
    return notAsText(all);
  }

  get timestamp(): number {
    const { attributes, firstTimestamp, maxTimestamp } = this.#batch;
    const isAppendTime = (attributes & appendTime) !== 0;
    return Number(isAppendTime ? maxTimestamp : firstTimestamp + this.#record.timestampDelta);
  }
}

const noBytes = new Uint8Array();
