import type { Severity } from '../diagnostic.js';
import type { View } from '../model/view.js';
import type { Kind } from '../spec/shape.js';
import type { Document } from './document.js';
import type { Edit } from './edit.js';

/** The families of rules; the first part of a rule's id. */
export const categories = [
  'spec',
  'operation',
  'channel',
  'server',
  'message',
  'schema',
  'event',
  'binding',
  'kafka',
  'amqp',
  'component',
  'doc',
  'security',
  'codegen',
  'ignore',
] as const;

export type Category = (typeof categories)[number];

/** How loud a rule is. */
export type Level = Severity | 'off';

/** What an option of a rule may hold. */
export type OptionValue = string | number | readonly string[];

/** One thing about a rule that a project may choose. */
export interface Option {
  readonly purpose: string;
  readonly default: OptionValue;
  /** The default where the rule is on by `strict` or an add-on, when that is another. */
  readonly strict?: OptionValue;
  /** The only values allowed. */
  readonly values?: readonly string[];
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['default'] extends number
  ? number
  : O['default'] extends string
    ? string
    : readonly string[];

/** The values of a rule's options, as its checks see them. */
export type Chosen<O extends Options> = { readonly [Name in keyof O]: ValueOf<O[Name]> };

/** More about a finding than its message. */
export interface Details {
  /** The key instead of the value, or the other way round; by default the key of objects and lists. */
  readonly part?: 'key' | 'value';
  /** What to do here; the rule's remedy by default. */
  readonly help?: string;
  readonly related?: readonly { readonly message: string; readonly view: View }[];
  /** The finding is no louder than this, whatever the rule’s level. */
  readonly atMost?: Severity;
  /** A change that mends it and means the same to everybody who reads the document. */
  readonly fix?: () => readonly Edit[];
}

/** What a check may ask, and where it reports. */
export interface Lint<Values = Readonly<Record<string, OptionValue>>> {
  readonly document: Document;
  readonly options: Values;
  /** Reports a finding at a view: an object of the document, or a field of one. */
  readonly report: (at: View, message: string, details?: Details) => void;
}

/** A check of one kind of object. `document` is the whole. */
export type Checks<Values> = {
  readonly [K in Kind]?: (view: View, lint: Lint<Values>) => void;
};

/**
 * One rule. Its text is its page in `docs/rules`, its fixture the examples there; a rule without
 * them does not compile, or fails the tests.
 */
export interface Rule {
  readonly id: `${string}/${string}`;
  /** What holds in a document that keeps the rule, in one sentence. */
  readonly purpose: string;
  /** What goes wrong where it is broken. */
  readonly why: string;
  /** What to do about a finding, in one sentence. */
  readonly remedy: string;
  readonly recommended: Level;
  /** The level in the preset `strict`, and in the add-on that has the rule. */
  readonly strict: Level;
  readonly options: Options;
  readonly checks: Checks<Readonly<Record<string, OptionValue>>>;
}

/** What a rule's file says; the options are checked against their use. */
export interface RuleDefinition<O extends Options> extends Omit<
  Rule,
  'id' | 'options' | 'checks' | 'recommended'
> {
  readonly id: `${Category}/${string}`;
  readonly recommended?: Level;
  readonly options?: O;
  readonly checks: Checks<Chosen<O>>;
}

/** Makes a rule; off in the preset `recommended` unless it says otherwise. */
export function defineRule<const O extends Options>(definition: RuleDefinition<O>): Rule {
  const { options = {}, checks, recommended = 'off', ...rest } = definition;
  // The engine gives each check the values of its own rule's options: see `chosen` in settings.ts.
  return { ...rest, recommended, options, checks: checks as Rule['checks'] };
}

/** The first part of an id. */
export const categoryOf = (id: string): string => id.slice(0, id.indexOf('/'));
