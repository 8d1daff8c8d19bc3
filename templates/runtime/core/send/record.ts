import type { MessageContract } from '../../contract.js';
import type { Codecs } from '../envelope/codecs.js';
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
  /** The headers that the document's schema speaks about. */
  readonly declared: Headers;
  readonly extra: Headers | undefined;
  readonly payload: unknown;
  readonly codecs: Codecs;
}

/** A record whose headers and bytes are made when the transport asks for them, and once. */
export class ComposedRecord implements OutgoingRecord {
  readonly operation: string;
  readonly target: Target;
  readonly key: string | undefined;
  readonly meta: Meta;
  readonly payload: unknown;
  readonly #parts: RecordParts;
  #headers: Headers | undefined;
  #body: Uint8Array | undefined;

  constructor(parts: RecordParts) {
    this.operation = parts.operation;
    this.target = parts.target;
    this.key = parts.key;
    this.meta = parts.meta;
    this.payload = parts.payload;
    this.#parts = parts;
  }

  get message(): MessageContract {
    return this.#parts.plan.message;
  }

  get headers(): Headers {
    if (this.#headers === undefined) {
      const { plan, declared, meta, extra } = this.#parts;
      const headers = wireHeaders(plan, declared, meta);
      this.#headers = extra === undefined ? headers : { ...extra, ...headers };
    }
    return this.#headers;
  }

  /** @throws TooLargeError, MissingCodecError, or what the codec throws */
  get body(): Uint8Array {
    this.#body ??= this.#parts.codecs.encode(this.meta.contentType, this.payload);
    return this.#body;
  }
}
