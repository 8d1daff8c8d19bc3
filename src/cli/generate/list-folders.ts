import { join } from 'node:path';
import { changes } from '../../write/plan.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { printable } from '../printable.js';
import type { Prepared } from './prepare.js';
import { tally } from './tally.js';

/** `--dry-run`: lists what would change, and what would be refused. @returns the exit code */
export function listFolders(prepared: readonly Prepared[], io: Io): number {
  for (const { name, plan } of prepared) {
    for (const { kind, path } of changes(plan.actions)) {
      io.stdout.write(`${kind.padEnd(8)} ${printable(join(name, path))}\n`);
    }
    io.stderr.write(`${name}: ${tally(plan.actions)} (dry run, nothing was written)\n`);
  }
  const refusals = prepared.flatMap((folder) => folder.refusals);
  if (refusals.length === 0) return EXIT.fine;
  io.stderr.write(`generate would refuse:\n  ${refusals.join('\n  ')}\n`);
  return EXIT.findings;
}
