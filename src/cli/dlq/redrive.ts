import type { DeadLetterMessage, RedriveResult } from '../../../templates/runtime/types.js';
import type { Link } from '../../../templates/runtime/client.js';
import { workOnBroker } from '../broker-options.js';
import { EXIT } from '../io.js';
import { printable } from '../printable.js';
import { UsageError } from '../usage-error.js';
import { assertGroup } from './assert-group.js';
import type { RedriveFlags, Run } from './flags.js';
import { counted, jsonText } from './text.js';

/** Runs `petevents dlq redrive`. @returns the exit code @throws UsageError */
export async function runRedrive(document: string, run: Run<RedriveFlags>): Promise<number> {
  const { flags, io } = run;
  return workOnBroker(document, run, async (on) => {
    const result = await redrive(on.link, flags);
    if (result.ids.length + result.kept === 0)
      await assertGroup(flags.group, on, { document, cwd: io.cwd });
    if (flags.format === 'json') {
      const { group, dryRun = false } = flags;
      io.stdout.write(jsonText({ group, dryRun, ...result }));
    } else for (const id of result.ids) io.stdout.write(`${printable(id)}\n`);
    io.stderr.write(sum(result, flags));
    assertFound(result, flags);
    return EXIT.fine;
  });
}

/** @throws UsageError that says how many were sent before one could not be */
async function redrive(link: Link, flags: RedriveFlags): Promise<RedriveResult> {
  const wanted = filterOf(flags);
  let begun = 0;
  const filter = (letter: DeadLetterMessage): boolean => {
    const isWanted = wanted(letter);
    if (isWanted) begun += 1;
    return isWanted;
  };
  const { group, limit, dryRun = false } = flags;
  try {
    const more = limit === undefined ? {} : { limit };
    return await link.deadLetters(group).redrive({ filter, dryRun, ...more });
  } catch (error) {
    if (begun === 0) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const before = counted(begun - 1, 'dead letter');
    throw new UsageError(
      `${reason}; ${before} had been sent before, the others are where they were`,
    );
  }
}

function filterOf({ id, reason, type }: RedriveFlags): (letter: DeadLetterMessage) => boolean {
  const accepts = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
    wanted === undefined || (value !== undefined && wanted.includes(value));
  return (letter) =>
    accepts(id, letter.id) && accepts(reason, letter.reason) && accepts(type, letter.type);
}

/** An id that is not there is a mistake; a reason or type that nothing has is an answer. */
function assertFound({ ids }: RedriveResult, { id = [], group, limit }: RedriveFlags): void {
  if (limit !== undefined) return;
  const missing = id.filter((one) => !ids.includes(one));
  if (missing.length === 0) return;
  throw new UsageError(`group ${group} has no dead letter ${missing.join(', ')} to send`);
}

function sum({ ids, kept }: RedriveResult, { group, dryRun }: RedriveFlags): string {
  const verb = dryRun === true ? 'would send' : 'sent';
  const left = kept === 0 ? '' : `, left ${kept.toLocaleString('en')}`;
  return `${verb} ${counted(ids.length, 'dead letter')} to group ${printable(group)}${left}\n`;
}
