import type { MessageContract } from '../../contract.js';
import type { Codecs, Snapshot } from '../envelope/codecs.js';
import type { MessagePlan } from '../envelope/plan.js';
import { wireHeaders } from '../envelope/write-headers.js';
import type { Headers, Meta, OutgoingRecord, Target } from '../transport.js';

/** What a record is made of; all of it is valid. */
export interface RecordParts {
  readonly operation: string;
  readonly target: Target;
  readonly plan: MessagePlan;
  readonly key: string | undefined;
  readonly meta: Meta;
  readonly declared: Headers;
  /** Headers of the run time that are no part of the envelope. */
  readonly extra: Headers | undefined;
  readonly payload: unknown;
  readonly codecs: Codecs;
  /** Nothing but the declared headers is written: their schema is closed. */
  readonly bare: boolean;
}

/** A record whose headers and bytes are made when the transport asks for them, and once. */
export class ComposedRecord implements OutgoingRecord {
  readonly operation: string;
  readonly target: Target;
  readonly key: string | undefined;
  readonly meta: Meta;
  readonly declared: Headers;
  readonly payload: unknown;
  readonly #plan: MessagePlan;
  readonly #extra: Headers | undefined;
  readonly #codecs: Codecs;
  readonly #bare: boolean;
  #headers: Headers | undefined;
  #snapshot: Snapshot | undefined;
  #body: Uint8Array | undefined;

  constructor(parts: RecordParts) {
    this.operation = parts.operation;
    this.target = parts.target;
    this.key = parts.key;
    this.meta = parts.meta;
    this.declared = parts.declared;
    this.payload = parts.payload;
    this.#plan = parts.plan;
    this.#extra = parts.extra;
    this.#codecs = parts.codecs;
    this.#bare = parts.bare;
  }

  get message(): MessageContract {
    return this.#plan.message;
  }

  get headers(): Headers {
    this.#headers ??= this.#bare
      ? this.declared
      : wireHeaders(this.#plan, { ...this.#extra, ...this.declared }, this.meta);
    return this.#headers;
  }

  get body(): Uint8Array {
    this.#body ??= this.#encoded().bytes;
    return this.#body;
  }

  /**
   * Makes the bytes now; what the caller changes later does not matter.
   * @throws TooLargeError, MissingCodecError, or what the codec throws
   */
  encode(): void {
    this.#body = this.#codecs.encode(this.meta.contentType, this.payload);
  }

  copy(): unknown {
    return this.#encoded().copy();
  }

  #encoded(): Snapshot {
    this.#snapshot ??= this.#codecs.snapshot(this.meta.contentType, this.payload);
    return this.#snapshot;
  }
}
