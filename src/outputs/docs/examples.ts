import type { Message, Model } from '../../model/model.js';
import type { Check } from './example-checker.js';

/** What was found out about an example. */
export interface Verdict {
  /** What is wrong with it; empty when it fits its schemas. */
  readonly faults: readonly string[];
  /** A schema of it cannot be compiled. */
  readonly unchecked: boolean;
}

/** Finds the verdict on an example of a message by its number. */
export type ExampleVerdicts = (message: string, example: number) => Verdict;

const FINE: Verdict = { faults: [], unchecked: false };

/**
 * Checks every message example against payload and headers (AsyncAPI 3, Message Example Object).
 * Ajv is loaded only where a document has examples.
 */
export async function checkExamples(model: Model): Promise<ExampleVerdicts> {
  const subjects = model.messages.filter(({ examples }) => examples.length > 0);
  if (subjects.length === 0) return () => FINE;
  const { createChecker } = await import('./example-checker.js');
  const check = createChecker(model);
  const verdicts = new Map(subjects.map((message) => [message.id, judge(message, check)]));
  return (message, example) => verdicts.get(message)?.[example] ?? FINE;
}

const judge = (message: Message, check: Check): Verdict[] =>
  message.examples.map(({ payload, headers }) => {
    const results = [
      part('payload', message.payload, payload, check),
      part('headers', message.headers, headers, check),
    ];
    return {
      faults: results.flatMap((faults) => faults ?? []),
      unchecked: results.includes(undefined),
    };
  });

function part(
  name: string,
  schema: string | undefined,
  value: unknown,
  check: Check,
): readonly string[] | undefined {
  if (schema === undefined || value === undefined) return [];
  return check(schema, value)?.map((fault) => `${name}${fault.startsWith('/') ? '' : ' '}${fault}`);
}
