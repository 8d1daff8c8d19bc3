import type { Level, OptionValue, Rule } from './rule.js';

/** What a project says about one rule; what it leaves out is the preset's. */
export interface RuleSetting {
  readonly level?: Level | undefined;
  readonly options?: Readonly<Record<string, OptionValue>> | undefined;
}

export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** Other settings for a part of the documents. */
export interface Override {
  /** Whether it holds at a place. */
  readonly applies: (place: Spot) => boolean;
  readonly rules: RuleSettings;
}

/** What settings may depend on: a file and a JSON Pointer into it. */
export interface Spot {
  readonly file: FileNames;
  readonly pointer: string;
}

/** How a file may be known. */
export interface FileNames {
  readonly id: string;
  readonly uri: string;
}

/** What is looked for, and how loudly it is said. */
export interface LintSettings {
  readonly preset: Preset;
  readonly addOns: readonly AddOn[];
  readonly rules: RuleSettings;
  /** Later ones win. */
  readonly overrides: readonly Override[];
  /** Rules of the project's own. */
  readonly custom: readonly Rule[];
}

export const presets = ['minimal', 'recommended', 'strict'] as const;
export type Preset = (typeof presets)[number];

/** Each turns one category on, at the level that `strict` gives it. */
export const addOnCategories = {
  events: 'event',
  kafka: 'kafka',
  amqp: 'amqp',
  docs: 'doc',
  security: 'security',
} as const;

export type AddOn = keyof typeof addOnCategories;

export const addOns = Object.keys(addOnCategories) as readonly AddOn[];

export const defaultSettings: LintSettings = {
  preset: 'recommended',
  addOns: [],
  rules: {},
  overrides: [],
  custom: [],
};

/** Settings of rules with others over them: what those leave out stays. */
export const mergeRules = (below: RuleSettings, above: RuleSettings): RuleSettings => ({
  ...below,
  ...Object.fromEntries(
    Object.entries(above).map(([id, setting]) => [id, merged(below[id], setting)]),
  ),
});

const merged = (below: RuleSetting | undefined, above: RuleSetting): RuleSetting => ({
  level: above.level ?? below?.level,
  options: { ...below?.options, ...above.options },
});

type Levelled = Pick<Rule, 'id' | 'recommended' | 'strict'>;

/** The level that a preset and add-ons give a rule; a project's own rules are on in each. */
export function presetLevel(rule: Levelled, preset: Preset, chosen: readonly AddOn[]): Level {
  if (isAdded(rule.id, chosen) || preset === 'strict') return rule.strict;
  const isDemanded = /^(?:spec|ref)\//.test(rule.id);
  return preset === 'recommended' || isDemanded ? rule.recommended : 'off';
}

const isAdded = (id: string, chosen: readonly AddOn[]): boolean =>
  chosen.some((addOn) => id.startsWith(`${addOnCategories[addOn]}/`));

/** Answers what holds for a rule at a place. */
export class Levels {
  readonly #settings: LintSettings;
  readonly #base = new Map<string, Level>();

  constructor(settings: LintSettings) {
    this.#settings = settings;
  }

  /** The level of a rule's findings at a place. */
  at(rule: Levelled, place: Spot): Level {
    let level = this.base(rule);
    for (const { applies, rules } of this.#settings.overrides)
      if (rules[rule.id]?.level !== undefined && applies(place))
        level = rules[rule.id]?.level ?? level;
    return level;
  }

  /** The level of a rule where nothing else is said of the place. */
  base(rule: Levelled): Level {
    const known = this.#base.get(rule.id);
    if (known !== undefined) return known;
    const { preset, addOns: chosen, rules, custom } = this.#settings;
    const isOwn = custom.some(({ id }) => id === rule.id);
    const given = isOwn ? rule.recommended : presetLevel(rule, preset, chosen);
    const level = rules[rule.id]?.level ?? given;
    this.#base.set(rule.id, level);
    return level;
  }

  /** Whether a rule can report anything anywhere. */
  isOn(rule: Levelled): boolean {
    if (this.base(rule) !== 'off') return true;
    return this.#settings.overrides.some(({ rules }) => (rules[rule.id]?.level ?? 'off') !== 'off');
  }

  #isStrict({ id }: Rule): boolean {
    const { preset, addOns: chosen } = this.#settings;
    return preset === 'strict' || isAdded(id, chosen);
  }

  /** The values of a rule's options at a place. */
  options(rule: Rule, place: Spot): Readonly<Record<string, OptionValue>> {
    const isStrict = this.#isStrict(rule);
    const defaults = Object.entries(rule.options).map(
      ([name, { default: value, strict = value }]) => [name, isStrict ? strict : value],
    );
    const given = [
      this.#settings.rules[rule.id]?.options,
      ...this.#settings.overrides
        .filter(({ rules, applies }) => rules[rule.id]?.options !== undefined && applies(place))
        .map(({ rules }) => rules[rule.id]?.options),
    ];
    return Object.assign({}, Object.fromEntries(defaults), ...given) as Record<string, OptionValue>;
  }
}
