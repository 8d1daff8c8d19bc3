import { groupPresence } from '../../brokers/group-presence.js';
import type { GroupPresence } from '../../brokers/group-presence.js';
import { groupsOfDocument, groupsOnBroker } from '../../brokers/known-groups.js';
import { nearest } from '../../nearest.js';
import type { OnBroker } from '../broker-options.js';
import { groupsFor } from '../provision/groups.js';
import { UsageError } from '../usage-error.js';

/** Groups that are listed when none is near the one that was asked for. */
const MOST = 5;

/**
 * Tells a group that has no dead letters from one that is not there.
 * @throws UsageError when the broker has nothing of the group
 */
export async function assertGroup(
  group: string,
  on: OnBroker,
  { document, cwd }: { readonly document: string; readonly cwd: string },
): Promise<void> {
  const presence = await groupPresence(on.bus, on.contract, group);
  if (presence.isThere) return;
  const known = new Set([
    // A configuration that cannot be read is another command's business.
    ...Object.keys(await groupsFor(document, undefined, cwd).catch(() => ({}))),
    ...groupsOfDocument(on.contract),
    ...(await groupsOnBroker(on.broker, cwd, presence)),
  ]);
  known.delete(group);
  throw new UsageError(
    `there is no group ${group} on ${on.broker.shown}${absence(presence)}${hint(group, [...known])}`,
  );
}

function absence({ missing: [first, ...others] }: GroupPresence): string {
  if (first === undefined) return ', and the document allows none of this name';
  const more = others.length === 0 ? '' : `, and ${others.length} more are missing`;
  return `: no ${first.kind} ${first.name}${more}`;
}

function hint(group: string, known: readonly string[]): string {
  const meant = nearest(group, known);
  if (meant !== undefined) return `; did you mean ${meant}?`;
  if (known.length === 0) return '';
  const more = known.length > MOST ? ', ...' : '';
  return `; known are ${[...known].sort().slice(0, MOST).join(', ')}${more}`;
}
