import type { Callback, LibraryError } from './client.js';

/**
 * Calls of the library, one after the other: each takes a thread of Node's pool, of which there are
 * four, until it is answered. While one is under way its client must not be destroyed.
 */
export class Calls {
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  run<Value>(call: (done: Callback<Value>) => void): Promise<Value> {
    const turn = this.#last.then(() => this.#start(call));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #start<Value>(call: (done: Callback<Value>) => void): Promise<Value> {
    if (this.#closed) return Promise.reject(new Error('the client is closed'));
    return new Promise((resolve, reject) => {
      call((error, value) => {
        if (error) reject(toError(error));
        else resolve(value as Value);
      });
    });
  }

  /** Takes no more calls, and waits for the one that is under way. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }
}

/** The protocol's names of the codes that we tell apart; negative ones are librdkafka's own. */
const names: ReadonlyMap<number, string> = new Map([
  [3, 'UNKNOWN_TOPIC_OR_PARTITION'],
  [10, 'MESSAGE_TOO_LARGE'],
  [17, 'INVALID_TOPIC_EXCEPTION'],
  [18, 'RECORD_LIST_TOO_LARGE'],
  [29, 'TOPIC_AUTHORIZATION_FAILED'],
  [30, 'GROUP_AUTHORIZATION_FAILED'],
  [31, 'CLUSTER_AUTHORIZATION_FAILED'],
  [32, 'INVALID_TIMESTAMP'],
  [37, 'INVALID_PARTITIONS'],
  [38, 'INVALID_REPLICATION_FACTOR'],
  [40, 'INVALID_CONFIG'],
  [43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT'],
  [44, 'POLICY_VIOLATION'],
  [87, 'INVALID_RECORD'],
  // Another record of its batch was invalid: this one is not stored either.
  [-138, 'INVALID_RECORD'],
  [-188, 'UNKNOWN_TOPIC_OR_PARTITION'],
  [-190, 'UNKNOWN_TOPIC_OR_PARTITION'],
]);

/** An error of the library with the protocol's name in `type`, where kafkajs has it. */
export function toError(error: unknown): Error {
  if (!isLibraryError(error)) return error instanceof Error ? error : new Error(String(error));
  const type = names.get(error.code);
  return Object.assign(new Error(error.message, { cause: error }), type !== undefined && { type });
}

const isLibraryError = (error: unknown): error is LibraryError =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number';
