import { hasErrors, PeteventsError } from '../diagnostic.js';
import type { Diagnostic, Location } from '../diagnostic.js';
import type { LoadOptions } from '../load/load.js';
import { check } from '../pipeline.js';
import { expected } from './candidates.js';
import type { Expectation } from './candidates.js';
import { Contract } from './contract.js';
import type { Finding } from './finding.js';
import { Verifier } from './verifier.js';
import type { VerifierOptions } from './verifier.js';

/** One fault of a message. */
export interface MessageIssue {
  /** `verify/payload`, `verify/headers`, ...: docs/diagnostics.md has a section for each. */
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  /** JSON Pointer into what was verified. */
  readonly pointer: string;
  /** Where the document says so. */
  readonly rule?: Location;
}

/** What became of one message. */
export interface VerifiedMessage {
  /** The message's name in the document; missing when it is none that the document knows. */
  readonly message: string | undefined;
  /** Empty: it is what the document says. */
  readonly issues: readonly MessageIssue[];
}

/** Checks messages that a program has at hand. */
export interface MessageVerifier {
  /** The document's name, as its diagnostics show it. */
  readonly document: string;
  /**
   * Checks a payload, or an envelope `{ payload, headers, key, contentType }`, as JSON would carry it:
   * without properties that are `undefined`, and with dates as text.
   *
   * @throws PeteventsError when the document has no such message or channel
   */
  verify(message: unknown, expectation?: Expectation): VerifiedMessage;
}

/**
 * Prepares a document for checking messages one by one, in tests above all.
 *
 * @throws PeteventsError when the document cannot be read or has errors
 */
export async function messageVerifier(
  document: string,
  options: LoadOptions & VerifierOptions,
): Promise<MessageVerifier> {
  const { source, diagnostics } = await check(document, options);
  if (source === undefined || hasErrors(diagnostics)) throw faulty(document, diagnostics);
  const contract = Contract.of(source);
  const verifier = new Verifier(contract, options);
  return {
    document: source.root.uri,
    verify: (message, expectation = {}) => {
      const candidates = expected(contract, expectation);
      if ('problem' in candidates) throw new PeteventsError(candidates.problem);
      const value = asJson(message);
      if ('problem' in value) return { message: undefined, issues: [noJson(value.problem)] };
      const { rules, findings } = verifier.verifyRecord(value.value, candidates);
      return { message: rules?.name, issues: findings.map(issueOf) };
    },
  };
}

function faulty(document: string, diagnostics: readonly Diagnostic[]): PeteventsError {
  const lines = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ at, message }) => `  ${at.uri}:${at.line}:${at.column} ${message}`);
  return new PeteventsError(`${document} cannot be verified against:\n${lines.join('\n')}`);
}

function asJson(value: unknown): { readonly value: unknown } | { readonly problem: string } {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string'
      ? { value: JSON.parse(text) }
      : { problem: `\`${typeof value}\` has no JSON.` };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const noJson = (problem: string): MessageIssue => ({
  code: 'verify/syntax',
  message: `This cannot be sent as JSON: ${problem}`,
  pointer: '',
});

const issueOf = ({ code, message, help, pointer, rule }: Finding): MessageIssue => ({
  code,
  message,
  pointer,
  ...(help === undefined ? {} : { help }),
  ...(rule === undefined ? {} : { rule: rule.place.file.locate(rule.place.pointer) }),
});
