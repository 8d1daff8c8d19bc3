/**
 * Matchers for `expect.extend` of vitest and jest: tests check the messages that code makes.
 *
 * @module petevents/matchers
 */
import type { LoadOptions } from './load/load.js';
import { messageVerifier } from './verify/message-verifier.js';
import type { MessageIssue, MessageVerifier } from './verify/message-verifier.js';
import type { VerifierOptions } from './verify/verifier.js';

/** What a matcher tells vitest and jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** A type and no interface: `expect.extend` takes any record of matchers. */
export type MessageMatchers = {
  /**
   * Passes for a payload, or an envelope `{ payload, headers, key, contentType }`, that is what the
   * document says about a message: by its name, or without one about any of its messages.
   */
  readonly toMatchMessage: (received: unknown, name?: string) => MatcherResult;
};

/**
 * The matchers of a document: `expect.extend(await messageMatchers('asyncapi.yaml'))`.
 *
 * @param document a path, relative to the working directory or to `options.cwd`
 * @throws PeteventsError when the document cannot be read or has errors
 */
export async function messageMatchers(
  document: string,
  options: Partial<LoadOptions> & VerifierOptions = {},
): Promise<MessageMatchers> {
  const verifier = await messageVerifier(document, { cwd: process.cwd(), ...options });
  return { toMatchMessage: (received, name) => match(verifier, received, name) };
}

function match(
  verifier: MessageVerifier,
  received: unknown,
  name: string | undefined,
): MatcherResult {
  const { issues } = verifier.verify(received, name === undefined ? {} : { message: name });
  const wanted = `${name === undefined ? 'a message' : `a ${name}`} of ${verifier.document}`;
  return {
    pass: issues.length === 0,
    message: () =>
      issues.length === 0
        ? `expected this not to be ${wanted}, but it is one`
        : `expected ${wanted}, but\n\n${issues.map(words).join('\n')}\n`,
  };
}

const words = ({ pointer, message, help, rule }: MessageIssue): string =>
  [
    `  ${pointer === '' ? 'it' : pointer}: ${message}`,
    ...(help === undefined ? [] : [`    ${help}`]),
    ...(rule === undefined ? [] : [`    see ${rule.uri}:${rule.line}:${rule.column}`]),
  ].join('\n');
