import type { EnvelopeMode } from '../../verify/envelope.js';
import type { LoadFlags } from '../load-options.js';
import type { OutputFlags } from '../output-options.js';

/** The options of `petevents verify` as the user gave them. */
export interface VerifyFlags extends LoadFlags, OutputFlags {
  readonly message?: string;
  readonly channel?: string;
  readonly typeField?: string;
  readonly typeHeader?: string;
  readonly envelope: EnvelopeMode;
  readonly lines?: true;
  readonly unknownFields?: true;
  readonly maxFindings?: number;
  readonly from?: string;
  readonly topic?: string;
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly queue?: string;
  readonly last?: number;
  /** Milliseconds. */
  readonly for?: number;
}
