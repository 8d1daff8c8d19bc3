import type { MessageContract } from '../contract.js';
import type { Headers, Meta, OutgoingRecord, Target } from '../core/transport.js';

/** The same message on its way to another address, with other headers. */
class CopiedRecord implements OutgoingRecord {
  readonly operation: string;
  readonly message: MessageContract;
  readonly key: string | undefined;
  readonly meta: Meta;
  readonly headers: Headers;
  readonly target: Target;
  readonly #original: OutgoingRecord;

  constructor(original: OutgoingRecord, address: string, headers: Headers) {
    this.operation = original.operation;
    this.message = original.message;
    this.key = original.key;
    this.meta = original.meta;
    this.headers = headers;
    this.target = { to: 'inbox', address };
    this.#original = original;
  }

  get payload(): unknown {
    return this.#original.payload;
  }

  get body(): Uint8Array {
    return this.#original.body;
  }

  copy(): unknown {
    return this.#original.copy?.();
  }
}

/** A message that was given up, on its way to whoever listens to the dead letters' address. */
export class DeadRecord extends CopiedRecord {}

/** A message that was given up, on its way back to the group that did. */
export class RedrivenRecord extends CopiedRecord {}

/** A message that failed, on its way back to its group. */
export class PostponedRecord extends CopiedRecord {}
