import { checkMessage } from './check-message.js';
import type { Contract } from './contract.js';
import { bare, looksEnveloped, open } from './envelope.js';
import type { EnvelopeMode, Recorded } from './envelope.js';
import type { Finding, Verdict } from './finding.js';
import { identify } from './identify.js';
import type { TypeSource } from './identify.js';
import type { MessageRules } from './message-rules.js';

/** What a record can be, and how to say so: `messages of the channel petAdopted`. */
export interface Candidates {
  readonly messages: readonly MessageRules[];
  readonly words: string;
}

export interface VerifierOptions extends TypeSource {
  /** Whether records are envelopes. Default `auto`. */
  readonly envelope?: EnvelopeMode;
}

/** Checks messages against a contract, one at a time. */
export class Verifier {
  readonly contract: Contract;
  readonly #options: VerifierOptions;

  constructor(contract: Contract, options: VerifierOptions = {}) {
    this.contract = contract;
    this.#options = options;
  }

  /** Checks what stands in a file: an envelope, or a bare payload. */
  verifyRecord(value: unknown, candidates: Candidates): Verdict {
    const recorded = this.#open(value, candidates);
    if (typeof recorded !== 'string') return this.verify(recorded, candidates);
    const help = 'Without `--envelope always` it is taken as a bare payload.';
    return { findings: [atRecord('verify/envelope', recorded, help)] };
  }

  /** Checks a message of which everything is known. */
  verify(recorded: Recorded, candidates: Candidates): Verdict {
    const { messages } = candidates;
    const identified = identify(recorded, messages, this.#options);
    if ('unknown' in identified)
      return { recorded, findings: [unknownType(identified, candidates, this.contract)] };
    const [only, second] = identified.candidates;
    if (only !== undefined && second === undefined) return verdict(only, recorded);
    return fitting(identified.candidates, recorded, candidates.words);
  }

  #open(value: unknown, { messages }: Candidates): Recorded | string {
    const { envelope = 'auto' } = this.#options;
    if (envelope === 'always') return open(value);
    if (envelope === 'never' || !looksEnveloped(value)) return bare(value);
    const hasPayload = messages.some(({ properties }) => properties.has('payload'));
    return hasPayload ? bare(value) : open(value);
  }
}

const verdict = (rules: MessageRules, recorded: Recorded): Verdict => ({
  rules,
  recorded,
  findings: checkMessage(rules, recorded),
});

/** The only message that fits. Several that fit are as bad as none: no consumer could tell. */
function fitting(all: readonly MessageRules[], recorded: Recorded, words: string): Verdict {
  const readable = all.filter(({ foreign }) => foreign === undefined);
  const fits = readable
    .filter(({ required }) => hasAll(recorded.payload, required))
    .map((rules) => verdict(rules, recorded))
    .filter(({ findings }) => findings.length === 0);
  const [first, second] = fits;
  if (first !== undefined && second === undefined) return first;
  const names = fits.map(({ rules }) => `\`${rules?.name ?? ''}\``);
  const finding =
    first === undefined
      ? noMatch(
          readable.map((rules) => verdict(rules, recorded)),
          words,
        )
      : atRecord('verify/ambiguous', `This fits several ${words}: ${names.join(', ')}.`, NAME_IT);
  return { recorded, findings: [finding] };
}

/** Objects that lack a required property fit nothing, which is found out here at little cost. */
const hasAll = (payload: unknown, required: readonly string[]): boolean =>
  typeof payload !== 'object' ||
  payload === null ||
  Array.isArray(payload) ||
  required.every((name) => Object.hasOwn(payload, name));

const NAME_IT =
  'Name it: with `--message`, by the name of the file, by a header `event-type`, or by a property with `--type-field`.';

function noMatch(verdicts: readonly Verdict[], words: string): Finding {
  const [closest] = [...verdicts].sort((a, b) => a.findings.length - b.findings.length);
  const first = closest?.findings[0];
  const finding = atRecord('verify/no-match', `This fits none of the ${words}.`, NAME_IT);
  if (first === undefined) return finding;
  return {
    ...finding,
    message: `This fits none of the ${words}. It comes closest to ${first.message}`,
    ...(first.rule === undefined ? {} : { rule: first.rule }),
  };
}

function unknownType(
  { unknown, pointer }: { readonly unknown: string; readonly pointer: string },
  { words }: Candidates,
  contract: Contract,
): Finding {
  const meant = contract.nearestMessage(unknown);
  const isKnown = contract.named(unknown).length > 0;
  return {
    code: 'verify/unknown-type',
    severity: 'error',
    message: `The type \`${unknown}\` is none of the ${words}.`,
    pointer,
    part: 'value',
    ...(meant === undefined || isKnown ? {} : { help: `Did you mean \`${meant}\`?` }),
    reason: `unknown type ${unknown}`,
  };
}

const atRecord = (code: Finding['code'], message: string, help: string): Finding => ({
  code,
  severity: 'error',
  message,
  help,
  pointer: '',
  part: 'value',
  reason: message,
});
