import type { Timer } from '../clock.js';
import type { Delivery } from '../transport.js';
import type { Trace } from '../envelope/trace.js';
import type { Call } from './call.js';
import type { Death } from './dead-letter.js';

/** A delivery on its way through the run time, until it is settled or given back. */
export class Work {
  readonly delivery: Delivery;
  readonly lane: string | undefined;
  /** `queued` also while it waits for its next try, `gathered` while it waits for its batch. */
  state: 'queued' | 'gathered' | 'running' | 'closed' = 'queued';
  /** The delivery was taken away: nothing that becomes of it matters any more. */
  revoked = false;
  /** Its handler waits for the subscription to close, which must not wait for the handler. */
  excused = false;
  /** Calls of the handler so far. */
  attempts = 0;
  /** Milliseconds since 1970 of the first failure. */
  firstFailure: number | undefined;
  /** It is given up; what is left to do is its dead letter. */
  death: Death | undefined;
  /** Times that the dead letter could not be stored. */
  copyFailures = 0;
  /** The call that runs now. */
  call: (Pick<Call, 'abort'> & { readonly trace?: Trace | undefined }) | undefined;
  /** Works that run in the same call, and share its slot. */
  party: { open: number } | undefined;
  /** The wait before the next try. */
  timer: Timer | undefined;
  /** Neighbours in the engine's list. */
  previous: Work | undefined;
  next: Work | undefined;

  constructor(delivery: Delivery, lane: string | undefined) {
    this.delivery = delivery;
    this.lane = lane;
  }
}
