import { enforced } from '../../lint/enforced.js';
import { levelled } from '../../lint/levelled.js';
import type { Level, Rule } from '../../lint/rule.js';
import { rules } from '../../lint/rules/index.js';
import { addOns, defaultSettings, mergeRules, presets } from '../../lint/settings.js';
import type { AddOn, LintSettings, Preset, RuleSettings } from '../../lint/settings.js';
import { nearest } from '../../nearest.js';
import { UsageError } from '../usage-error.js';

export interface SettingFlags {
  readonly preset?: string;
  readonly addOn?: readonly string[];
  readonly rule?: readonly string[];
}

export const levels: readonly Level[] = ['off', 'info', 'warning', 'error'];

/**
 * The settings of a run: what the flags say, else the configuration.
 * @throws UsageError where a flag names something that is not there
 */
export function settingsOf(
  flags: SettingFlags,
  base: LintSettings = defaultSettings,
): LintSettings {
  const known = [...rules, ...levelled, ...base.custom];
  return {
    ...base,
    preset:
      flags.preset === undefined ? base.preset : oneOf<Preset>(flags.preset, presets, 'preset'),
    addOns: flags.addOn?.map((name) => oneOf<AddOn>(name, addOns, 'add-on')) ?? base.addOns,
    ...withRules(base, levelFlags(flags.rule ?? [], known)),
  };
}

/** A flag holds everywhere: it also beats what the configuration says of single paths. */
const withRules = (
  { rules: given, overrides }: LintSettings,
  flags: RuleSettings,
): Pick<LintSettings, 'rules' | 'overrides'> => ({
  rules: mergeRules(given, flags),
  overrides:
    Object.keys(flags).length === 0
      ? overrides
      : [...overrides, { applies: () => true, rules: flags }],
});

const levelFlags = (flags: readonly string[], known: readonly Pick<Rule, 'id'>[]): RuleSettings =>
  Object.fromEntries(
    flags.map((flag) => {
      const [id = '', level] = flag.split('=');
      if (level === undefined) throw new UsageError(`--rule ${flag}: write it as id=level`);
      assertSettable(id, known);
      return [id, { level: oneOf<Level>(level, levels, 'level') }];
    }),
  );

function assertSettable(id: string, known: readonly Pick<Rule, 'id'>[]): void {
  if (known.some((rule) => rule.id === id)) return;
  if (enforced.some((rule) => rule.id === id))
    throw new UsageError(`${id} is what the specification demands: it cannot be set`);
  const meant = nearest(
    id,
    known.map((rule) => rule.id),
  );
  const hint = meant === undefined ? 'petevents rules lists them' : `did you mean ${meant}?`;
  throw new UsageError(`there is no rule ${id}; ${hint}`);
}

function oneOf<T extends string>(value: string, choices: readonly T[], what: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined)
    throw new UsageError(`unknown ${what} ${value}; choose from ${choices.join(', ')}`);
  return found;
}
