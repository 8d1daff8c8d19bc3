import type { MessageContract } from '../../contract.js';
import type { Codecs, Snapshot } from '../envelope/codecs.js';
import type { MessagePlan } from '../envelope/plan.js';
import { cloudHeaders } from '../envelope/cloud-events.js';
import { wrap } from '../envelope/in-body.js';
import { wireHeaders } from '../envelope/write-headers.js';
import type { Headers, Meta, OutgoingRecord, Stamp, Target } from '../transport.js';

/** What the messages that an operation sends have in common. */
export interface Frame {
  readonly operation: string;
  readonly plan: MessagePlan;
  readonly contentType: string;
  readonly codecs: Codecs;
  /** Nothing but the declared headers is written: their schema is closed. */
  readonly bare: boolean;
  readonly envelope: Envelope;
}

/** Where the envelope is written, beside the headers that the document declares. */
export type Envelope =
  | { readonly in: 'headers' | 'body' }
  /** `source` stands for that of a client that has none, as CloudEvents need one. */
  | { readonly in: 'cloudevents'; readonly prefix: string; readonly source: string };

/**
 * A stamp whose id is still in two parts that other ids share: a journal that keeps thousands of
 * them need not keep a text for each.
 */
export interface RawStamp {
  readonly idHead: string;
  readonly idTail: string;
  readonly time: string;
  readonly source: string | undefined;
  /** `undefined`: the id. */
  readonly correlation: string | undefined;
  readonly causationId: string | undefined;
}

export const stampOf = (raw: RawStamp): Stamp => {
  const { time, source, causationId } = raw;
  const id = raw.idHead + raw.idTail;
  return { id, time, source, correlationId: raw.correlation ?? id, causationId };
};

/** What one record is made of beside its stamp; all of it is valid. */
export interface RecordParts {
  readonly target: Target;
  readonly key: string | undefined;
  readonly declared: Headers;
  /** Headers of the run time that are no part of the envelope. */
  readonly extra: Headers | undefined;
  readonly payload: unknown;
}

/** A record whose headers and bytes are made when the transport asks for them, and once. */
export class ComposedRecord implements OutgoingRecord, RawStamp, RecordParts {
  idHead: string;
  idTail: string;
  time: string;
  source: string | undefined;
  correlation: string | undefined;
  causationId: string | undefined;
  target: Target;
  key: string | undefined;
  declared: Headers;
  extra: Headers | undefined;
  payload: unknown;
  #frame: Frame;
  #headers: Headers | undefined;
  #snapshot: Snapshot | undefined;
  #body: Uint8Array | undefined;

  constructor(frame: Frame, stamp: RawStamp, parts: RecordParts) {
    this.idHead = stamp.idHead;
    this.idTail = stamp.idTail;
    this.time = stamp.time;
    this.source = stamp.source;
    this.correlation = stamp.correlation;
    this.causationId = stamp.causationId;
    this.target = parts.target;
    this.key = parts.key;
    this.declared = parts.declared;
    this.extra = parts.extra;
    this.payload = parts.payload;
    this.#frame = frame;
  }

  get operation(): string {
    return this.#frame.operation;
  }

  get message(): MessageContract {
    return this.#frame.plan.message;
  }

  get stamp(): Stamp {
    return stampOf(this);
  }

  get meta(): Meta {
    return metaOf(this.#frame, this.stamp);
  }

  get headers(): Headers {
    this.#headers ??= this.#writeHeaders();
    return this.#headers;
  }

  get body(): Uint8Array {
    this.#body ??= this.#inEnvelope(this.snapshot().bytes);
    return this.#body;
  }

  keep(place: OutgoingRecord | undefined): ComposedRecord {
    const isOurs = place instanceof ComposedRecord;
    const kept = isOurs ? place : new ComposedRecord(this.#frame, this, this);
    if (isOurs) kept.#become(this);
    kept.#headers = this.#headers;
    kept.#snapshot = this.#snapshot;
    kept.#body = this.#body;
    return kept;
  }

  /**
   * Makes the bytes now; what the caller changes later does not matter.
   * @throws TooLargeError, MissingCodecError, or what the codec throws
   */
  encode(): void {
    const { codecs, contentType } = this.#frame;
    this.#body = this.#inEnvelope(codecs.encode(contentType, this.payload));
  }

  copy(): unknown {
    return this.snapshot().copy();
  }

  /**
   * Keeps the payload as it is now.
   * @throws TooLargeError, MissingCodecError, or what the codec throws
   */
  snapshot(): Snapshot {
    const { codecs, contentType } = this.#frame;
    this.#snapshot ??= codecs.snapshot(contentType, this.payload);
    return this.#snapshot;
  }

  #writeHeaders(): Headers {
    const { bare, envelope, plan } = this.#frame;
    if (bare) return this.declared;
    if (envelope.in !== 'cloudevents') {
      return wireHeaders(plan, { ...this.extra, ...this.declared }, this.meta);
    }
    return { ...cloudHeaders(this.meta, this.key, envelope), ...this.extra, ...this.declared };
  }

  #inEnvelope(bytes: Uint8Array): Uint8Array {
    const { codecs, contentType, envelope } = this.#frame;
    if (envelope.in !== 'body') return bytes;
    return wrap(this.meta, { bytes, isJson: codecs.isJson(contentType) });
  }

  #become(other: ComposedRecord): void {
    this.idHead = other.idHead;
    this.idTail = other.idTail;
    this.time = other.time;
    this.source = other.source;
    this.correlation = other.correlation;
    this.causationId = other.causationId;
    this.target = other.target;
    this.key = other.key;
    this.declared = other.declared;
    this.extra = other.extra;
    this.payload = other.payload;
    this.#frame = other.#frame;
  }
}

/** The whole envelope: what is the same for all messages, and what is not. */
export const metaOf = ({ plan, contentType }: Frame, stamp: Stamp): Meta => ({
  id: stamp.id,
  type: plan.message.wireType,
  time: stamp.time,
  source: stamp.source,
  version: plan.version,
  correlationId: stamp.correlationId,
  causationId: stamp.causationId,
  contentType,
});
