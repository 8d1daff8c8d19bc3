import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { defaultSettings } from '../../lint/settings.js';
import type { LintSettings } from '../../lint/settings.js';
import type { Checked } from '../../pipeline.js';
import { findConfig } from '../config.js';
import { findDocuments } from '../documents.js';
import { UsageError } from '../usage-error.js';
import { readLintConfig } from './read-config.js';
import type { LintConfig } from './read-config.js';
import { settingsOf } from './settings.js';
import type { SettingFlags } from './settings.js';

export interface PlanFlags extends SettingFlags {
  readonly config?: string;
  readonly baseline?: string;
  readonly updateBaseline?: true;
}

/** A document, and the settings that hold for it. */
export interface Linting {
  readonly document: string;
  readonly settings: LintSettings;
}

/** What a run looks at, and with which settings. */
export interface Run {
  readonly documents: readonly Linting[];
  /** Of what belongs to no document. */
  readonly settings: LintSettings;
  /** Absolute path. */
  readonly baseline: string | undefined;
}

/** Brings flags and `petevents.yaml` together. @throws UsageError */
export async function planRun(
  documents: readonly string[],
  flags: PlanFlags,
  cwd: string,
): Promise<Run | { readonly faults: Checked }> {
  const config = await configOf(flags.config, cwd);
  if (config !== undefined && config.diagnostics.length > 0) return { faults: config };
  const settings = settingsOf(flags, config?.settings ?? defaultSettings);
  const named = documents.length > 0 ? documents : listed(config, cwd);
  const baseline = flags.baseline === undefined ? config?.baseline : resolve(cwd, flags.baseline);
  if (flags.updateBaseline === true && baseline === undefined)
    throw new UsageError('--update-baseline needs a file: --baseline known-findings.json');
  const found = findDocuments(named, cwd).documents.map((document) => {
    const own = config?.documents.get(resolve(cwd, document));
    return { document, settings: own === undefined ? settings : settingsOf(flags, own) };
  });
  return { documents: found, settings, baseline };
}

function listed(config: LintConfig | undefined, cwd: string): readonly string[] {
  const documents = [...(config?.documents.keys() ?? [])].map((path) => relative(cwd, path));
  if (documents.length === 0) throw new UsageError('name a document: petevents lint asyncapi.yaml');
  return documents;
}

/** The configuration that is in force. @throws UsageError where the one named is not there */
export async function configOf(
  flag: string | undefined,
  cwd: string,
): Promise<LintConfig | undefined> {
  const path = flag === undefined ? findConfig(cwd) : resolve(cwd, flag);
  if (path === undefined) return undefined;
  if (!existsSync(path))
    throw new UsageError(`there is no file ${flag ?? path}; name another --config`);
  return readLintConfig(path, cwd);
}
