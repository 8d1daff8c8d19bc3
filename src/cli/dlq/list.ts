import type { DeadLetterInfo } from '../../../templates/runtime/types.js';
import { workOnBroker } from '../broker-options.js';
import { EXIT } from '../io.js';
import { printable } from '../printable.js';
import { assertGroup } from './assert-group.js';
import type { ListFlags, Run } from './flags.js';
import { columns, counted, jsonText } from './text.js';

/** Letters that are listed unless another number is asked for. */
const LIMIT = 100;

/** Runs `petevents dlq list`. @returns the exit code @throws UsageError */
export async function runList(document: string, run: Run<ListFlags>): Promise<number> {
  const { flags, io } = run;
  const { group, limit = LIMIT } = flags;
  return workOnBroker(document, run, async (on) => {
    const { link, broker } = on;
    const found = await link.deadLetters(group).list({ limit: limit + 1 });
    if (found.length === 0) await assertGroup(group, on, { document, cwd: io.cwd });
    const letters = found.slice(0, limit);
    const hasMore = found.length > limit;
    if (flags.format === 'json') io.stdout.write(jsonText({ group, hasMore, letters }));
    else io.stdout.write(columns(letters.map(row)));
    io.stderr.write(sum(letters.length, { group, hasMore, shown: broker.shown }));
    return EXIT.fine;
  });
}

const row = ({ id, type, reason, failedAt, place, message }: DeadLetterInfo): readonly string[] =>
  [
    id === '' ? '(no id)' : id,
    type ?? '(no type)',
    reason,
    failedAt?.toISOString() ?? '',
    place,
    message,
  ].map(printable);

function sum(
  count: number,
  { group, hasMore, shown }: { group: string; hasMore: boolean; shown: string },
): string {
  const more = hasMore ? ', the oldest ones; there are more (--limit)' : '';
  const name = printable(group);
  return count === 0
    ? `no dead letters of group ${name} on ${printable(shown)}\n`
    : `${counted(count, 'dead letter')} of group ${name}${more}\n`;
}
