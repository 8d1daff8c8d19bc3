import { resolve } from 'node:path';
import type { LoadOptions } from '../load/load.js';
import { STDIN } from '../load/target.js';
import { narrowByPath } from './candidates.js';
import type { Expectation } from './candidates.js';
import { Collector } from './collector.js';
import type { Contract } from './contract.js';
import { inputsOf } from './inputs.js';
import type { InputOrFault } from './inputs.js';
import { readRecords } from './read-records.js';
import { UnknownFields } from './unknown-fields.js';
import { verifyBy } from './verified.js';
import type { Verified } from './verified.js';
import { Verifier } from './verifier.js';
import type { Candidates, VerifierOptions } from './verifier.js';

export interface VerifyOptions extends LoadOptions, VerifierOptions, Expectation {
  /** What the input `-` stands for. */
  readonly stdin?: () => AsyncIterable<Uint8Array>;
  /** Each line of an input is a message, whatever the input is called (NDJSON). */
  readonly lines?: boolean;
  /** Diagnostics to give at most; the rest is only counted. Default 100. */
  readonly maxFindings?: number;
  /** Count properties that no schema names. It costs time. */
  readonly unknownFields?: boolean;
  /** Hears from time to time which input is read, and how many messages there were. */
  readonly onProgress?: (uri: string, messages: number) => void;
}

/**
 * Checks recorded messages against a document: `petevents verify`. Inputs are files, folders, globs
 * and `-`. NDJSON streams, so that any amount of it takes the same memory.
 *
 * @throws PeteventsError when the options name a message or channel that the document does not have
 */
export async function verify(
  document: string,
  inputs: readonly string[],
  options: VerifyOptions,
): Promise<Verified> {
  return verifyBy(document, options, async ({ source, contract, candidates }) => {
    const collector = new Collector(new Verifier(contract, options), {
      ...(options.maxFindings === undefined ? {} : { maxFindings: options.maxFindings }),
      unknownFields: options.unknownFields === true ? new UnknownFields(source) : undefined,
    });
    const found = inputsOf(inputs, options);
    for (const input of found) await readInput(input, { contract, candidates, collector, options });
    collector.end();
    const files = found.filter(({ uri }) => uri !== STDIN);
    return {
      diagnostics: collector.diagnostics,
      summary: collector.summary,
      excerpts: collector.excerpts,
      inputs: files.map(({ uri }) => resolve(options.cwd, uri)),
    };
  });
}

interface Run {
  readonly contract: Contract;
  readonly candidates: Candidates;
  readonly collector: Collector;
  readonly options: VerifyOptions;
}

async function readInput(input: InputOrFault, run: Run): Promise<void> {
  const { collector, options } = run;
  const { uri } = input;
  if ('fault' in input) {
    collector.add(input.fault, uri, run.candidates);
    return;
  }
  const candidates =
    options.message === undefined
      ? narrowByPath(run.contract, run.candidates, input.path)
      : run.candidates;
  for await (const block of readRecords(input.open(), options.lines === true || input.isLines)) {
    for (const entry of block) collector.add(entry, uri, candidates);
    options.onProgress?.(uri, collector.summary.messages);
  }
}
