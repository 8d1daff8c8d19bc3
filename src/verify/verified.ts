import { hasErrors, PeteventsError, tidy } from '../diagnostic.js';
import type { Diagnostic } from '../diagnostic.js';
import type { LoadOptions } from '../load/load.js';
import type { Source } from '../load/source.js';
import { check } from '../pipeline.js';
import { expected } from './candidates.js';
import type { Expectation } from './candidates.js';
import { Contract } from './contract.js';
import type { Excerpts } from './excerpts.js';
import type { Summary, SummaryBuilder } from './summary.js';
import type { Candidates } from './verifier.js';

/** What verifying learned. */
export interface Verified {
  /** The document; missing when it could not be read. */
  readonly source: Source | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Missing when the document has errors: then no message was looked at. */
  readonly summary: Summary | undefined;
  /** The files that messages were read from; absolute paths. */
  readonly inputs: readonly string[];
  /** A line of an input that a diagnostic points at, for code frames. */
  readonly lineOf: (uri: string, line: number) => string | undefined;
}

/** A valid document, and the messages of it that records can be. */
export interface Ready {
  readonly source: Source;
  readonly contract: Contract;
  readonly candidates: Candidates;
}

/** What was found out about messages. */
export interface Judged {
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: SummaryBuilder;
  readonly excerpts: Excerpts;
  readonly inputs: readonly string[];
}

/**
 * Judges messages by a document, wherever they come from; none where the document has errors.
 * @throws PeteventsError when the options name a message or channel that the document does not have
 */
export async function verifyBy(
  document: string,
  options: LoadOptions & Expectation,
  judge: (ready: Ready) => Promise<Judged>,
): Promise<Verified> {
  const { source, diagnostics } = await check(document, options);
  if (source === undefined || hasErrors(diagnostics))
    return { source, diagnostics, summary: undefined, inputs: [], lineOf: () => undefined };
  const contract = Contract.of(source);
  const candidates = expected(contract, options);
  if ('problem' in candidates) throw new PeteventsError(candidates.problem);
  const judged = await judge({ source, contract, candidates });
  return {
    source,
    diagnostics: tidy(judged.diagnostics),
    summary: judged.summary.result(),
    inputs: judged.inputs,
    lineOf: (uri, line) => judged.excerpts.line(uri, line),
  };
}
