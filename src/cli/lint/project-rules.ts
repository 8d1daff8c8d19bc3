import { relative } from 'node:path';
import type { Rule } from '../../lint/rule.js';
import type { Io } from '../io.js';
import { printable } from '../printable.js';
import { configOf } from './plan.js';

export interface ConfigFlags {
  readonly config?: string;
}

/**
 * The rules that a project adds, in `petevents.yaml` or by modules. One that is not valid adds none
 * and says so on standard error: whoever mends it may be looking for a rule.
 * @throws UsageError where the configuration named is not there
 */
export async function projectRules(
  { config: flag }: ConfigFlags,
  { cwd, stderr }: Io,
): Promise<readonly Rule[]> {
  const config = await configOf(flag, cwd);
  if (config === undefined) return [];
  if (config.diagnostics.length === 0) return config.settings.custom;
  const path = config.source?.root.id;
  const name = path === undefined ? 'the configuration' : printable(relative(cwd, path));
  stderr.write(`${name} is not valid: petevents lint shows why; its rules are left out\n`);
  return [];
}
