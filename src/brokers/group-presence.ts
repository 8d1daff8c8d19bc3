import { randomBytes } from 'node:crypto';
import { attach } from '../../templates/runtime/client.js';
import type { Contract } from '../../templates/runtime/contract.js';
import type { Bus, TopologyItem } from '../../templates/runtime/types.js';

/** What a broker has of a consumer group. */
export interface GroupPresence {
  readonly isThere: boolean;
  /** Of what bears the group's name, what is not there; dead letters first. */
  readonly missing: readonly TopologyItem[];
  /** What stands before and behind the name of a group in the queues and topics of the document. */
  readonly frames: readonly (readonly [before: string, behind: string])[];
}

/**
 * Looks for the queues and topics that a group would have, and makes none. Those that it would have
 * under any name say nothing of it, unless there are no others.
 */
export async function groupPresence(
  bus: Bus,
  contract: Contract,
  group: string,
): Promise<GroupPresence> {
  const nobody = `nobody${randomBytes(8).toString('hex')}`;
  const items: TopologyItem[] = [];
  const frames: [string, string][] = [];
  const shared = new Set<string>();
  for (const one of receivingParts(contract)) {
    items.push(...(await placesOf(bus, one, group)));
    for (const { name } of await placesOf(bus, one, nobody)) {
      const [before = '', ...behind] = name.split(nobody);
      if (behind.length === 0) shared.add(name);
      else frames.push([before, behind.join(nobody)]);
    }
  }
  const its = items.filter(({ name }) => !shared.has(name));
  const evidence = its.length > 0 ? its : items;
  const missing = evidence.filter(({ state }) => state === 'missing');
  return { isThere: missing.length < evidence.length, missing, frames };
}

/** The document once for each operation that it receives, with that one alone. */
function receivingParts(contract: Contract): readonly Contract[] {
  return Object.values(contract.operations)
    .filter(({ action, channel }) => action === 'receive' && channel.address !== null)
    .map((operation) => ({ ...contract, operations: { [operation.name]: operation } }));
}

async function placesOf(bus: Bus, part: Contract, group: string): Promise<readonly TopologyItem[]> {
  try {
    const operations = Object.keys(part.operations);
    const items = await attach(bus, part).provision({ [group]: operations }, { dryRun: true });
    return items.filter(({ kind }) => kind === 'queue' || kind === 'topic');
  } catch (error) {
    // The document allows other groups only.
    if (error instanceof TypeError) return [];
    throw error;
  }
}
