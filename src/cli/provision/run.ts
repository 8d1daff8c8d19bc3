import type { Provisioned } from '../../../templates/runtime/types.js';
import { workOnBroker } from '../broker-options.js';
import type { BrokerFlags } from '../broker-options.js';
import { jsonText } from '../dlq/text.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { assertOperations, groupsFor } from './groups.js';
import type { Groups } from './groups.js';
import { itemsText, sumText } from './text.js';

export interface ProvisionFlags extends BrokerFlags {
  readonly group?: Groups;
  readonly dryRun?: true;
}

/**
 * Runs `petevents provision`. What differs is told, and keeps it from making anything.
 * @returns the exit code: 1 when something differs
 * @throws UsageError
 */
export async function runProvision(
  document: string,
  run: { readonly flags: ProvisionFlags; readonly io: Io },
): Promise<number> {
  const { flags, io } = run;
  const { dryRun = false } = flags;
  const groups = await groupsFor(document, flags.group, io.cwd);
  return workOnBroker(document, run, async ({ link, contract }) => {
    assertOperations(groups, contract);
    const found = await link.provision(groups, { dryRun: true });
    const isRefused = found.some(({ differences }) => differences.length > 0);
    const items = dryRun || isRefused ? found : await link.provision(groups);
    print(items, run);
    io.stderr.write(sumText(items, isRefused));
    return isRefused ? EXIT.findings : EXIT.fine;
  });
}

function print(
  items: Provisioned,
  { flags, io }: { readonly flags: ProvisionFlags; readonly io: Io },
): void {
  const { dryRun = false, format } = flags;
  // JSON has no `undefined`, which stands for an argument that is not set.
  const shown = items.map((item) => ({
    ...item,
    differences: item.differences.map(({ argument, declared = null, found = null }) => ({
      argument,
      declared,
      found,
    })),
  }));
  io.stdout.write(format === 'json' ? jsonText({ dryRun, items: shown }) : itemsText(items));
}
