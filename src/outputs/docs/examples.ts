import type { Model } from '../../model/model.js';

/** What is wrong with an example of a message; empty when it fits its schemas. */
export type ExampleVerdicts = (message: string, example: number) => readonly string[];

/**
 * Checks every message example against payload and headers (AsyncAPI 3, Message Example Object).
 * Ajv is loaded only where a document has examples.
 */
export async function checkExamples(model: Model): Promise<ExampleVerdicts> {
  const subjects = model.messages.filter(({ examples }) => examples.length > 0);
  if (subjects.length === 0) return () => [];
  const { createChecker } = await import('./example-checker.js');
  const check = createChecker(model);
  const verdicts = new Map(
    subjects.map((message) => [
      message.id,
      message.examples.map(({ payload, headers }) => [
        ...(payload === undefined || message.payload === undefined
          ? []
          : check(message.payload, payload)),
        ...(headers === undefined || message.headers === undefined
          ? []
          : check(message.headers, headers)),
      ]),
    ]),
  );
  return (message, example) => verdicts.get(message)?.[example] ?? [];
}
