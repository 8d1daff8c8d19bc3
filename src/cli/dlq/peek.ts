import type { DeadLetterMessage, DeadLetters } from '../../../templates/runtime/types.js';
import { judgeLetter } from '../../dlq/judge-letter.js';
import type { JudgedLetter } from '../../dlq/judge-letter.js';
import { workOnBroker } from '../broker-options.js';
import { EXIT } from '../io.js';
import { report } from '../report.js';
import { count } from '../reporters/reporter.js';
import { UsageError } from '../usage-error.js';
import { assertGroup } from './assert-group.js';
import type { LetterFlags, Run } from './flags.js';
import { bodyText, letterText } from './letter-text.js';
import { jsonText } from './text.js';

/**
 * Runs `petevents dlq peek`.
 * @param id of the letter; the oldest when there is none
 * @returns the exit code
 * @throws UsageError when there is no such letter
 */
export async function runPeek(
  document: string,
  id: string | undefined,
  run: Run<LetterFlags>,
): Promise<number> {
  const { flags, io } = run;
  return workOnBroker(document, run, async (on) => {
    const { link, broker, source } = on;
    const letter = await find(link.deadLetters(flags.group), id);
    if (letter === undefined) {
      await assertGroup(flags.group, on, { document, cwd: io.cwd });
      throw notThere(id, flags.group);
    }
    const uri = `${broker.shown}/${letter.place}/${letter.id}`;
    const judged = judgeLetter(source, letter, uri);
    if (flags.format === 'json') {
      io.stdout.write(jsonText(asJson(letter, judged)));
      return EXIT.fine;
    }
    io.stdout.write(letterText(letter, judged));
    await report({ source, ...judged }, flags, io);
    return EXIT.fine;
  });
}

async function find(
  letters: DeadLetters,
  id: string | undefined,
): Promise<DeadLetterMessage | undefined> {
  const wanted = id ?? (await letters.list({ limit: 1 }))[0]?.id;
  return wanted === undefined ? undefined : letters.peek(wanted);
}

const notThere = (id: string | undefined, group: string): UsageError =>
  new UsageError(
    id === undefined
      ? `group ${group} has no dead letters`
      : `group ${group} has no dead letter ${id}; petevents dlq list shows those that it has`,
  );

const asJson = (
  { body, ...letter }: DeadLetterMessage,
  { recorded, diagnostics, body: inflated }: JudgedLetter,
) => ({
  letter: {
    ...letter,
    payload: recorded.payload,
    body: { encoding: 'base64', size: body.length, data: Buffer.from(body).toString('base64') },
    text: inflated.fault === undefined ? bodyText(inflated.bytes) : undefined,
  },
  diagnostics,
  counts: count(diagnostics),
});
