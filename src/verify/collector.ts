import type { Diagnostic, Related } from '../diagnostic.js';
import type { SourceFile } from '../load/source.js';
import type { Finding, Verdict } from './finding.js';
import { Excerpts } from './excerpts.js';
import { locateIn, parseRecord } from './json-text.js';
import { isFault, placeInFile } from './record.js';
import type { Entry, RecordFault, RecordText } from './record.js';
import type { Outcome } from './summary.js';
import { SummaryBuilder } from './summary.js';
import type { MessageRules } from './message-rules.js';
import type { UnknownFields } from './unknown-fields.js';
import type { Candidates, Verifier } from './verifier.js';

/** Codes that the loader gives to a text, as codes of a record. */
const CODES: Readonly<Record<string, string>> = {
  'spec/syntax': 'verify/syntax',
  'spec/duplicate-key': 'verify/duplicate-key',
  'spec/json-compatible-yaml': 'verify/number',
};

/** Diagnostics that a run gives unless it is asked for another number. */
export const MAX_FINDINGS = 100;

export interface CollectorOptions {
  /** Diagnostics to keep at most; the rest is only counted. */
  readonly maxFindings?: number;
  /** Finds properties that no schema names, where somebody wants to know. */
  readonly unknownFields?: UnknownFields | undefined;
}

/** Looks at entries of inputs and keeps what was found: so many diagnostics, and counts of all. */
export class Collector {
  readonly #verifier: Verifier;
  readonly #maxFindings: number;
  readonly #unknownFields: UnknownFields | undefined;
  readonly #unchecked = new Set<MessageRules>();
  readonly diagnostics: Diagnostic[] = [];
  readonly summary = new SummaryBuilder();
  readonly excerpts = new Excerpts();

  constructor(verifier: Verifier, options: CollectorOptions) {
    this.#verifier = verifier;
    this.#maxFindings = options.maxFindings ?? MAX_FINDINGS;
    this.#unknownFields = options.unknownFields;
  }

  /** Says once of each message what nobody could check. */
  end(): void {
    for (const rules of this.#unchecked) this.diagnostics.push(unchecked(rules));
  }

  add(entry: Entry, uri: string, candidates: Candidates): void {
    if (isFault(entry)) this.#addFault(entry, uri);
    else this.#addRecord(entry, uri, candidates);
  }

  #addFault(fault: RecordFault, uri: string): void {
    if (fault.code.startsWith('input/')) {
      this.diagnostics.push(faultDiagnostic(fault, uri));
      return;
    }
    this.summary.count(undefined, 'invalid');
    this.#report(fault.message, () => faultDiagnostic(fault, uri));
  }

  #addRecord(record: RecordText, uri: string, candidates: Candidates): void {
    const parsed = parseRecord(record.text);
    if (!parsed.ok) {
      this.summary.count(undefined, 'invalid');
      this.#report(parsed.diagnostic.message, () => {
        this.excerpts.keep(uri, record, parsed.diagnostic.at);
        return inFile(parsed.diagnostic, record, uri);
      });
      return;
    }
    const verdict = this.#verifier.verifyRecord(parsed.value, candidates);
    this.#count(verdict);
    if (verdict.findings.length > 0) this.#addFindings(verdict, record, uri);
  }

  #count(verdict: Verdict): void {
    const { rules, recorded } = verdict;
    this.summary.count(rules?.name, outcomeOf(verdict, true));
    if (rules === undefined || recorded === undefined) return;
    if (rules.foreign !== undefined) this.#unchecked.add(rules);
    for (const field of this.#unknownFields?.of(rules, recorded) ?? [])
      this.summary.unknownFields.add(`${rules.name}: ${field}`);
  }

  #addFindings({ findings }: Verdict, record: RecordText, uri: string): void {
    let file: SourceFile | undefined;
    for (const finding of findings) {
      this.#report(finding.reason, () => {
        file ??= locateIn(record.text);
        const at = file.locate(finding.pointer, finding.part);
        this.excerpts.keep(uri, record, at);
        return { ...diagnosticOf(finding), at: placeInFile(record, at, uri) };
      });
    }
  }

  /** Counts a finding; only those that are shown cost a diagnostic. */
  #report(reason: string, diagnostic: () => Diagnostic): void {
    this.summary.reasons.add(reason);
    if (this.diagnostics.length < this.#maxFindings) this.diagnostics.push(diagnostic());
    else this.summary.withheld++;
  }
}

const unchecked = ({ name, foreign = '', place }: MessageRules): Diagnostic => ({
  code: 'verify/unchecked',
  severity: 'info',
  message: `Nobody checked the payloads of \`${name}\`: their schema is written in ${foreign}.`,
  at: place.file.locate(`${place.pointer}/payload`),
  pointer: `${place.pointer}/payload`,
});

const faultDiagnostic = ({ code, message, help, line }: RecordFault, uri: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  at: { uri, line, column: 1, endLine: line, endColumn: 1 },
  pointer: '',
  ...(help === undefined ? {} : { help }),
});

const CUT = 'The input ends in this line: was it cut off?';

function inFile(diagnostic: Diagnostic, record: RecordText, uri: string): Diagnostic {
  const { code, at, related } = diagnostic;
  return {
    ...diagnostic,
    ...(record.isCut === true && code === 'spec/syntax' ? { help: CUT } : {}),
    code: CODES[code] ?? code,
    at: placeInFile(record, at, uri),
    ...(related === undefined
      ? {}
      : { related: related.map((each) => ({ ...each, at: placeInFile(record, each.at, uri) })) }),
  };
}

/** @param isRead false for a payload in bytes that nobody here reads */
export function outcomeOf({ rules, findings }: Verdict, isRead: boolean): Outcome {
  if (findings.length > 0) return 'invalid';
  return rules?.foreign === undefined && isRead ? 'valid' : 'unchecked';
}

/** Without its place in the record's file. */
export function diagnosticOf(finding: Finding): Omit<Diagnostic, 'at'> {
  const { code, severity, message, help, pointer, rule } = finding;
  return {
    code,
    severity,
    message,
    pointer,
    ...(help === undefined ? {} : { help }),
    ...(rule === undefined ? {} : { related: [ruleAt(rule)] }),
  };
}

const ruleAt = ({ place, message }: NonNullable<Finding['rule']>): Related => ({
  message,
  at: place.file.locate(place.pointer),
});
