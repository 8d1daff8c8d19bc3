import type { Severity } from '../diagnostic.js';
import type { Place } from '../load/source.js';
import type { Recorded } from './envelope.js';
import type { MessageRules } from './message-rules.js';

/** A fault of one message, before anybody looked up where in the file it stands. */
export interface Finding {
  readonly code: `verify/${string}`;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  /** JSON Pointer into the record. */
  readonly pointer: string;
  /** Whether the key at the pointer is meant, or what stands there. */
  readonly part: 'key' | 'value';
  /** Where the document says so. */
  readonly rule?: { readonly place: Place; readonly message: string };
  /** The same for all messages with this fault: what a summary counts. */
  readonly reason: string;
}

/** What became of one message. */
export interface Verdict {
  /** What it was checked as; missing when nobody knows. */
  readonly rules?: MessageRules;
  /** What was checked; missing when it could not be read. */
  readonly recorded?: Recorded;
  /** Empty: it is what the document says. */
  readonly findings: readonly Finding[];
}
