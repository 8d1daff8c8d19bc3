import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Contract } from '../../../templates/runtime/contract.js';
import { nearest } from '../../nearest.js';
import { findConfig, readConfig } from '../config.js';
import { UsageError } from '../usage-error.js';

/** Groups, and the operations that each receives. */
export type Groups = Readonly<Record<string, readonly string[]>>;

/** One `--group emails=onPetAdopted,onPetSold`, added to those before it. @throws InvalidArgumentError */
export function toGroup(text: string, before: Groups = {}): Groups {
  const at = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  const operations = text
    .slice(at + 1)
    .split(',')
    .map((operation) => operation.trim());
  if (name === '' || operations.includes(''))
    throw new InvalidArgumentError('Give a name and operations: emails=onPetAdopted,onPetSold.');
  return { ...before, [name]: [...(before[name] ?? []), ...operations] };
}

/**
 * The groups of the command line, else those that petevents.yaml has for the document.
 * @throws UsageError when petevents.yaml is wrong
 */
export async function groupsFor(
  document: string,
  given: Groups | undefined,
  cwd: string,
): Promise<Groups> {
  if (given !== undefined) return given;
  const path = findConfig(cwd);
  if (path === undefined) return {};
  const { jobs, diagnostics } = await readConfig(path, cwd);
  const [fault] = diagnostics;
  if (jobs === undefined)
    throw new UsageError(
      fault === undefined ? path : `${fault.at.uri}:${fault.at.line}: ${fault.message}`,
    );
  return jobs.find((job) => job.document === resolve(cwd, document))?.groups ?? {};
}

/** @throws UsageError for an operation that the document does not have, or does not receive */
export function assertOperations(groups: Groups, { operations }: Contract): void {
  const all = Object.values(operations);
  const received = all.filter(({ action }) => action === 'receive').map(({ name }) => name);
  for (const [group, names] of Object.entries(groups)) {
    const wrong = names.find((name) => !received.includes(name));
    if (wrong === undefined) continue;
    const meant = nearest(wrong, received);
    const isSent = all.some(({ name }) => name === wrong);
    const why = isSent ? 'is sent, not received' : 'is no operation of the document';
    const hint = isSent ? ' (--perspective counterpart?)' : '';
    const help = meant === undefined || isSent ? hint : `; did you mean ${meant}?`;
    throw new UsageError(`group ${group}: ${wrong} ${why}${help}`);
  }
}
