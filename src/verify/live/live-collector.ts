import type { Diagnostic } from '../../diagnostic.js';
import type { Contract } from '../contract.js';
import type { Recorded } from '../envelope.js';
import { Excerpts } from '../excerpts.js';
import type { Finding } from '../finding.js';
import { locateIn } from '../json-text.js';
import { diagnosticOf, outcomeOf } from '../collector.js';
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

  /** The messages of the channels whose address this is; of the whole document when none has it. */
  #candidates(contract: Contract, address: string): Candidates {
    const { candidates, byAddress } = this.#options;
    const channels = byAddress ? contract.channelsAt(address) : [];
    if (channels.length === 0) return candidates;
    return {
      messages: [...new Set(channels.flatMap(({ messages }) => messages))],
      words: `messages of \`${address}\``,
    };
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
    const { payload, headers, key } = recorded;
    const text = JSON.stringify({ key, headers, payload }, null, 2);
    const at = locateIn(text).locate(finding.pointer, finding.part);
    this.excerpts.keep(uri, { text, line: 1, column: 1 }, at);
    const diagnostic = diagnosticOf(finding);
    const message = count === 1 ? finding.message : `${finding.message} (${count} messages)`;
    return { ...diagnostic, message, at: { ...at, uri } };
  }
}
