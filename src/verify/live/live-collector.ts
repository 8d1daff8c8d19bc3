import type { Diagnostic } from '../../diagnostic.js';
import type { Contract } from '../contract.js';
import type { Recorded } from '../envelope.js';
import { Excerpts } from '../excerpts.js';
import type { Finding } from '../finding.js';
import { diagnosticOf, outcomeOf } from '../collector.js';
import { candidatesAt } from '../candidates.js';
import { SummaryBuilder } from '../summary.js';
import type { UnknownFields } from '../unknown-fields.js';
import type { Candidates, Verifier } from '../verifier.js';
import { decode } from './decode.js';
import type { LiveMessage } from './sample.js';

/** One kind of fault, and the first message that has it. */
interface Group {
  readonly finding: Finding;
  readonly uri: string;
  readonly recorded: Recorded;
  count: number;
}

/** Different faults that are told apart. */
const MAX_GROUPS = 1000;

export interface LiveOptions {
  readonly verifier: Verifier;
  readonly candidates: Candidates;
  /** Nobody named a message or channel: the address tells. */
  readonly byAddress: boolean;
  readonly unknownFields: UnknownFields;
}

/** Looks at live messages and tells each kind of fault once, with one message that shows it. */
export class LiveCollector {
  readonly #options: LiveOptions;
  readonly #groups = new Map<string, Group>();
  readonly summary = new SummaryBuilder();
  readonly excerpts = new Excerpts();

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  add(message: LiveMessage): void {
    const { verifier, unknownFields } = this.#options;
    const candidates = this.#candidates(verifier.contract, message.address);
    const decoded = decode(message, candidates.messages);
    if ('fault' in decoded) {
      this.summary.count(undefined, 'invalid');
      this.#group(decoded.fault, message.uri, decoded.recorded);
      return;
    }
    const { recorded } = decoded;
    const verdict = verifier.verify(recorded, candidates);
    const { rules, findings } = verdict;
    this.summary.count(rules?.name, outcomeOf(verdict, decoded.isRead));
    for (const finding of findings) this.#group(finding, message.uri, recorded);
    if (rules === undefined || !decoded.isRead) return;
    for (const field of unknownFields.of(rules, recorded))
      this.summary.unknownFields.add(`${rules.name}: ${field}`);
  }

  #candidates(contract: Contract, address: string): Candidates {
    const { candidates, byAddress } = this.#options;
    return byAddress ? candidatesAt(contract, address, candidates) : candidates;
  }

  #group(finding: Finding, uri: string, recorded: Recorded): void {
    this.summary.reasons.add(finding.reason);
    const known = this.#groups.get(finding.reason);
    if (known !== undefined) known.count++;
    else if (this.#groups.size < MAX_GROUPS)
      this.#groups.set(finding.reason, { finding, uri, recorded, count: 1 });
  }

  /** The most frequent faults, each once. */
  diagnostics(max: number): Diagnostic[] {
    const groups = [...this.#groups.values()].sort((a, b) => b.count - a.count);
    this.summary.withheld = Math.max(0, groups.length - max);
    return groups.slice(0, max).map((group) => this.#diagnostic(group));
  }

  #diagnostic({ finding, uri, recorded, count }: Group): Diagnostic {
    const message = count === 1 ? finding.message : `${finding.message} (${count} messages)`;
    return {
      ...diagnosticOf(finding),
      message,
      at: this.excerpts.locate(finding, recorded, uri),
    };
  }
}
