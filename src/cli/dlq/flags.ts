import type { BrokerFlags } from '../broker-options.js';
import type { Io } from '../io.js';

/** The options of every `petevents dlq` command as the user gave them. */
export interface LetterFlags extends BrokerFlags {
  readonly group: string;
}

export interface ListFlags extends LetterFlags {
  readonly limit?: number;
}

export interface RedriveFlags extends LetterFlags {
  readonly id?: readonly string[];
  readonly reason?: readonly string[];
  readonly type?: readonly string[];
  readonly limit?: number;
  readonly dryRun?: true;
}

export interface Run<Flags> {
  readonly flags: Flags;
  readonly io: Io;
}
