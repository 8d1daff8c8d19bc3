import { dirname, relative, resolve, sep } from 'node:path';
import { tidy } from '../../diagnostic.js';
import { globPattern } from '../../files/glob.js';
import type { Diagnostic } from '../../diagnostic.js';
import { definitions, documentLintSchema, lintSchema } from '../../lint/config-schema.js';
import { customRule, kinds } from '../../lint/custom.js';
import type { CustomRule } from '../../lint/custom.js';
import { enforced } from '../../lint/enforced.js';
import { levelled } from '../../lint/levelled.js';
import type { Level, OptionValue, Rule } from '../../lint/rule.js';
import { rules as ownRules } from '../../lint/rules/index.js';
import { defaultSettings, mergeRules } from '../../lint/settings.js';
import type {
  AddOn,
  LintSettings,
  Override,
  Preset,
  RuleSetting,
  RuleSettings,
  Spot,
} from '../../lint/settings.js';
import { load, loadText } from '../../load/load.js';
import { escapeSegment } from '../../load/source.js';
import type { Source } from '../../load/source.js';
import { printPointer } from '../../load/pointer.js';
import { nearest } from '../../nearest.js';
import { Schemas } from '../../payload/compile.js';
import { loadPlugin } from './plugins.js';

/** What `petevents.yaml` says to lint, or what is wrong with it. */
export interface LintConfig {
  readonly source: Source | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly settings: LintSettings;
  /** The settings of the documents that it lists, by absolute path. */
  readonly documents: ReadonlyMap<string, LintSettings>;
  /** Absolute path of the baseline. */
  readonly baseline: string | undefined;
}

type Setting = Level | ({ readonly severity?: Level } & Readonly<Record<string, OptionValue>>);

type Settings = Readonly<Record<string, Setting>>;

interface OverridePart {
  readonly files?: readonly string[];
  readonly paths?: readonly string[];
  readonly rules: Settings;
}

/** The `lint` part of a document. */
interface DocumentPart {
  readonly preset?: Preset;
  readonly addOns?: readonly AddOn[];
  readonly rules?: Settings;
}

/** The `lint` part of the file, once the schema has accepted it. */
interface LintPart extends DocumentPart {
  readonly overrides?: readonly OverridePart[];
  readonly custom?: Readonly<Record<`${string}/${string}`, CustomRule>>;
  readonly plugins?: readonly string[];
  readonly baseline?: string;
}

/** Reads the `lint` part of `petevents.yaml`. Faults are diagnostics with code `config/invalid`. */
export async function readLintConfig(path: string, cwd: string): Promise<LintConfig> {
  const { value: source, diagnostics } = await load(path, { cwd });
  const nothing = { settings: defaultSettings, documents: new Map(), baseline: undefined } as const;
  if (source === undefined || diagnostics.length > 0) return { ...nothing, source, diagnostics };
  const folder = dirname(path);
  const faults = schemaFaults(source);
  if (faults.length > 0) return { ...nothing, source, diagnostics: faults };
  const root = fieldsOf(source.root.value);
  const part = fieldsOf(root['lint']) as LintPart;
  const reader = new Reader(source, folder);
  const settings = await reader.settings(part);
  return {
    source,
    settings,
    documents: reader.documents(root['documents'], settings),
    diagnostics: tidy(reader.faults),
    baseline: part.baseline === undefined ? undefined : resolve(folder, part.baseline),
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Holds the file against its schema; the parts that lint does not read are left alone. */
function schemaFaults(source: Source): readonly Diagnostic[] {
  const schema = {
    type: 'object',
    properties: {
      version: { const: 1 },
      documents: { items: { properties: { lint: documentLintSchema } } },
      runtime: true,
      lint: lintSchema,
    },
    additionalProperties: false,
    definitions: definitions(),
  };
  const loaded = loadText(JSON.stringify(schema), 'petevents.schema.json', { cwd: '/' }).value;
  if (loaded === undefined) return [];
  const { root } = loaded;
  const check = new Schemas(loaded).check({ file: root, pointer: '', value: root.value });
  const issues = check?.(source.root.value) ?? [];
  return tidy(
    issues.map(({ path, part, message, help }) =>
      fault(source, printPointer(path), { message, help, part }),
    ),
  );
}

interface Says {
  readonly message: string;
  readonly help?: string | undefined;
  readonly part?: 'key' | 'value';
}

const fault = (source: Source, pointer: string, { message, help, part }: Says): Diagnostic => ({
  code: 'config/invalid',
  severity: 'error',
  message,
  at: source.root.locate(pointer, part ?? 'value'),
  pointer,
  ...(help === undefined ? {} : { help }),
});

/** Turns what the schema accepted into settings, and finds what a schema cannot say. */
class Reader {
  readonly faults: Diagnostic[] = [];
  readonly #source: Source;
  readonly #folder: string;
  readonly #known = new Set<string>([...ownRules, ...levelled].map(({ id }) => id));

  constructor(source: Source, folder: string) {
    this.#source = source;
    this.#folder = folder;
  }

  async settings(part: LintPart): Promise<LintSettings> {
    const custom = [
      ...this.#custom(part.custom ?? {}),
      ...(await this.#plugins(part.plugins ?? [])),
    ];
    return {
      preset: part.preset ?? defaultSettings.preset,
      addOns: part.addOns ?? [],
      rules: this.#rules(part.rules ?? {}, '/lint/rules'),
      overrides: (part.overrides ?? []).map((override, index) => this.#override(override, index)),
      custom,
    };
  }

  /** A document that says something for itself has it over what holds for all. */
  documents(list: unknown, base: LintSettings): ReadonlyMap<string, LintSettings> {
    const items: readonly unknown[] = Array.isArray(list) ? list : [];
    return new Map(
      items.flatMap((item, index) => {
        const { document, lint } = fieldsOf(item);
        const {
          preset = base.preset,
          addOns = base.addOns,
          rules = {},
        } = fieldsOf(lint) as DocumentPart;
        const own = this.#rules(rules, `/documents/${index}/lint/rules`);
        const settings = { ...base, preset, addOns, rules: mergeRules(base.rules, own) };
        return typeof document === 'string'
          ? [[resolve(this.#folder, document), settings] as const]
          : [];
      }),
    );
  }

  #rules(settings: Settings, pointer: string): RuleSettings {
    for (const id of Object.keys(settings))
      this.#assertKnown(id, `${pointer}/${escapeSegment(id)}`);
    return Object.fromEntries(
      Object.entries(settings).map(([id, setting]): [string, RuleSetting] => {
        if (typeof setting === 'string') return [id, { level: setting }];
        const { severity, ...options } = setting;
        return [id, { level: severity, options }];
      }),
    );
  }

  #override(override: OverridePart, index: number): Override {
    const pointer = `/lint/overrides/${index}`;
    if (override.files === undefined && override.paths === undefined)
      this.#fault(pointer, 'This does not say where it holds.', 'Add `files` or `paths`.');
    return {
      applies: appliesTo(override, this.#folder),
      rules: this.#rules(override.rules, `${pointer}/rules`),
    };
  }

  #assertKnown(id: string, pointer: string): void {
    if (this.#known.has(id)) return;
    const isDemanded = enforced.some((rule) => rule.id === id);
    const meant = nearest(id, this.#known);
    this.#fault(
      pointer,
      isDemanded
        ? `The specification demands \`${id}\`: its level cannot be set.`
        : `There is no rule \`${id}\`.`,
      isDemanded || meant === undefined
        ? '`petevents rules` lists them.'
        : `Did you mean \`${meant}\`?`,
    );
  }

  #custom(rules: NonNullable<LintPart['custom']>): readonly Rule[] {
    return (Object.entries(rules) as [Rule['id'], CustomRule][]).map(([id, rule]) => {
      const pointer = `/lint/custom/${escapeSegment(id)}`;
      this.#claim(id, pointer);
      if (!rule.given.startsWith('/') && !kinds.some((kind) => kind === rule.given)) {
        const meant = nearest(rule.given, kinds);
        const help =
          meant === undefined ? `One of ${kinds.join(', ')}.` : `Did you mean \`${meant}\`?`;
        this.#fault(
          `${pointer}/given`,
          `\`${rule.given}\` is neither a kind of object nor a pattern.`,
          help,
        );
      }
      return customRule(id, rule);
    });
  }

  async #plugins(paths: readonly string[]): Promise<readonly Rule[]> {
    const found: Rule[] = [];
    for (const [index, path] of paths.entries()) {
      const pointer = `/lint/plugins/${index}`;
      const loaded = await loadPlugin(resolve(this.#folder, path));
      if ('fault' in loaded) this.#fault(pointer, loaded.fault, loaded.help);
      else for (const rule of loaded.rules) if (this.#claim(rule.id, pointer)) found.push(rule);
    }
    return found;
  }

  /** Whether an id is free; then it is taken. */
  #claim(id: string, pointer: string): boolean {
    const isTaken = this.#known.has(id) || enforced.some((rule) => rule.id === id);
    if (isTaken)
      this.#fault(pointer, `There is a rule \`${id}\` already.`, 'Call it by another name.');
    this.#known.add(id);
    return !isTaken;
  }

  #fault(pointer: string, message: string, help?: string): void {
    const part = /\/\d+$|\/given$/.test(pointer) ? 'value' : 'key';
    this.faults.push(fault(this.#source, pointer, { message, help, part }));
  }
}

/** Whether an override holds at a place: one of its files and, where it names any, of its paths. */
function appliesTo({ files, paths }: OverridePart, folder: string): Override['applies'] {
  const inFile = files?.map((glob) =>
    globPattern(glob.includes('/') ? glob.replace(/^\.\//, '') : `**/${glob}`),
  );
  const atPath = paths?.flatMap((glob) => [globPattern(glob), globPattern(`${glob}/**`)]);
  return ({ file, pointer }: Spot) => {
    const name = relative(folder, file.id).split(sep).join('/');
    const isFile = inFile?.some((pattern) => pattern.test(name)) ?? true;
    return isFile && (atPath?.some((pattern) => pattern.test(pointer)) ?? true);
  };
}
