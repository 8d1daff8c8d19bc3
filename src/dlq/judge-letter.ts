import { redriveHeaders } from '../../templates/runtime/core/dead-letters/headers.js';
import type { DeadLetterMessage } from '../../templates/runtime/types.js';
import type { Diagnostic } from '../diagnostic.js';
import { tidy } from '../diagnostic.js';
import type { Source } from '../load/source.js';
import { candidatesAt, expected } from '../verify/candidates.js';
import { diagnosticOf } from '../verify/collector.js';
import { Contract } from '../verify/contract.js';
import type { Recorded } from '../verify/envelope.js';
import { Excerpts } from '../verify/excerpts.js';
import type { Finding } from '../verify/finding.js';
import { decode } from '../verify/live/decode.js';
import type { Candidates } from '../verify/verifier.js';
import { Verifier } from '../verify/verifier.js';
import { inflateLetter } from './inflate-letter.js';
import type { InflatedBody } from './inflate-letter.js';

/** What the document says of a dead letter, as it would arrive if it were sent again now. */
export interface JudgedLetter {
  /** The payload as a value; missing where nobody here reads its media type. */
  readonly recorded: Recorded;
  readonly body: InflatedBody;
  /** Where the document has a rule that is broken, at that rule; else at the message. */
  readonly diagnostics: readonly Diagnostic[];
  /** The lines of the message that findings point at. */
  readonly lineOf: (uri: string, line: number) => string | undefined;
}

/** @param uri names the letter in findings */
export function judgeLetter(source: Source, letter: DeadLetterMessage, uri: string): JudgedLetter {
  const inflated = inflateLetter(letter);
  const body = inflated.bytes;
  const contract = Contract.of(source);
  const candidates = candidatesOf(contract, letter);
  const decoded = decode(
    {
      uri,
      address: letter.source ?? '',
      body,
      headers: redriveHeaders(letter.headers),
      key: letter.key ?? null,
    },
    candidates.messages,
  );
  const { recorded } = decoded;
  const findings =
    'fault' in decoded
      ? [decoded.fault]
      : new Verifier(contract).verify(recorded, candidates).findings;
  const excerpts = new Excerpts();
  return {
    recorded,
    body: inflated,
    diagnostics: tidy(
      findings.map((finding) => atRule(finding) ?? atMessage(finding, recorded, { uri, excerpts })),
    ),
    lineOf: (file, line) => excerpts.line(file, line),
  };
}

function candidatesOf(contract: Contract, { source }: DeadLetterMessage): Candidates {
  const all = expected(contract, {});
  if ('problem' in all) throw new TypeError(all.problem);
  return source === undefined ? all : candidatesAt(contract, source, all);
}

/** The message is shown whole: what is worth a frame is the line of the document that it breaks. */
function atRule(finding: Finding): Diagnostic | undefined {
  const { rule, code, severity, message, help, pointer } = finding;
  if (rule === undefined) return undefined;
  const { file, pointer: at } = rule.place;
  return {
    code,
    severity,
    message: `${pointer}: ${message}`,
    at: file.locate(at),
    pointer: at,
    ...(help === undefined ? {} : { help }),
  };
}

const atMessage = (
  finding: Finding,
  recorded: Recorded,
  { uri, excerpts }: { readonly uri: string; readonly excerpts: Excerpts },
): Diagnostic => ({ ...diagnosticOf(finding), at: excerpts.locate(finding, recorded, uri) });
