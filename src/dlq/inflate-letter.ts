import { decodeContent } from '../../templates/runtime/amqp/encoding.js';
import type { DeadLetterMessage } from '../../templates/runtime/types.js';
import { MAX_RECORD } from '../verify/lines.js';

/** The body of a dead letter as its consumer reads it. */
export interface InflatedBody {
  /** The stored bytes, where there is nothing to undo or it cannot be undone. */
  readonly bytes: Uint8Array;
  /** Why it cannot be undone. */
  readonly fault?: string;
}

/** Undoes what `content-encoding` says, within the limit that consumers have. */
export function inflateLetter({ body, contentEncoding }: DeadLetterMessage): InflatedBody {
  try {
    return { bytes: decodeContent(body, contentEncoding, MAX_RECORD) };
  } catch (error) {
    return { bytes: body, fault: error instanceof Error ? error.message : String(error) };
  }
}
