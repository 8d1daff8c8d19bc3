import type { EnvelopeMode } from '../../verify/envelope.js';
import type { VerifyLiveOptions } from '../../verify/live/verify-live.js';
import type { FailFlags } from '../fail-on.js';
import type { LoadFlags } from '../load-options.js';
import type { OutputFlags } from '../output-options.js';

/** Options that mean the same to whoever types them and to the library. */
type Shared = Pick<
  VerifyLiveOptions,
  | ('message' | 'channel' | 'typeField' | 'typeHeader' | 'maxFindings')
  | ('topic' | 'exchange' | 'routingKey' | 'queue' | 'last' | 'for')
>;

/** The options of `petevents verify` as the user gave them. */
export interface VerifyFlags extends LoadFlags, OutputFlags, FailFlags, Shared {
  readonly envelope: EnvelopeMode;
  readonly lines?: true;
  readonly unknownFields?: true;
  readonly from?: string;
}
