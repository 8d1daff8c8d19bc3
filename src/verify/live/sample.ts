import type { Headers } from '../../../templates/runtime/core/transport.js';

/** A message as a broker had it. */
export interface LiveMessage {
  /** Where it was: `kafka://host:9092/pets.adopted/0/1234` (partition and offset). */
  readonly uri: string;
  /** The topic or routing key. */
  readonly address: string;
  readonly body: Uint8Array;
  /** As the generated run time reads them: text, or what AMQP has types for. */
  readonly headers: Headers;
  /** Missing where the broker has no keys; `null` for a record without one. */
  readonly key?: string | null;
}

/** What to take of a broker. */
export interface SampleOptions {
  /** Where the broker's client library is installed. */
  readonly cwd: string;
  /** Messages to take at most. */
  readonly last: number;
  /** How long to wait for more, in milliseconds. */
  readonly waitMs: number;
  readonly topic?: string;
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly queue?: string;
  /** Hears when messages are listened for, where only new ones come. */
  readonly onReady?: () => void;
}

/** Hands messages over as they come. */
export type OnMessage = (message: LiveMessage) => void;
