import { tidy } from '../diagnostic.js';
import type { Diagnostic, Severity } from '../diagnostic.js';
import type { Source } from '../load/source.js';
import type { View } from '../model/view.js';
import type { Kind } from '../spec/shape.js';
import { build } from '../model/build.js';
import { Report } from '../validate/report.js';
import type { Problem } from '../validate/report.js';
import { Document } from './document.js';
import type { Edit } from './edit.js';
import { levelled, levelledById } from './levelled.js';
import type { Details, Lint, Rule } from './rule.js';
import { rules as ownRules } from './rules/index.js';
import { Levels } from './settings.js';
import type { LintSettings } from './settings.js';
import { suppress } from './suppress.js';

/** A finding, and the change that mends it where there is a safe one. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly fix?: () => readonly Edit[];
}

/** What is found in a document. */
export interface Linted {
  /** Sorted, without what comments hide. */
  readonly diagnostics: readonly Diagnostic[];
  /** Those that can be mended without a question. */
  readonly fixable: readonly Required<Finding>[];
}

/**
 * Holds a valid document against the rules that the settings turn on.
 * @param earlier - what loading and validating found, whose levels the settings may change
 */
export function lint(
  source: Source,
  settings: LintSettings,
  earlier: readonly Diagnostic[] = [],
): Linted {
  const levels = new Levels(settings);
  const on = [...ownRules, ...settings.custom].filter((rule) => levels.isOn(rule));
  const checked = on.length === 0 ? [] : new Linter(source, levels).run(on);
  const others = relevel([...earlier, ...namesOf(source, levels)], source, levels);
  const { shown, about } = suppress([...checked, ...others], source, levels);
  return {
    diagnostics: tidy([...shown.map(({ diagnostic }) => diagnostic), ...about]),
    fixable: shown.filter((finding): finding is Required<Finding> => finding.fix !== undefined),
  };
}

/** What making names for code finds. */
function namesOf(source: Source, levels: Levels): readonly Diagnostic[] {
  const isWanted = levelled.some((rule) => rule.id.startsWith('codegen/') && levels.isOn(rule));
  return isWanted ? build(source).diagnostics : [];
}

/** Gives the findings of other stages the levels of the settings. */
function relevel(
  diagnostics: readonly Diagnostic[],
  { root, files }: Source,
  levels: Levels,
): readonly Finding[] {
  const byUri = new Map([...files.values()].map((file) => [file.uri, file]));
  return diagnostics.flatMap((diagnostic) => {
    const rule = levelledById.get(diagnostic.code);
    if (rule === undefined) return [{ diagnostic }];
    const file = byUri.get(diagnostic.at.uri) ?? root;
    const severity = levels.at(rule, { file, pointer: diagnostic.pointer });
    return severity === 'off' ? [] : [{ diagnostic: { ...diagnostic, severity } }];
  });
}

type Check = NonNullable<Rule['checks'][Kind]>;

class Linter {
  readonly #document: Document;
  readonly #levels: Levels;
  readonly #found: Finding[] = [];
  /** The object that is being looked at. */
  #current: View;

  constructor(source: Source, levels: Levels) {
    this.#document = new Document(source);
    this.#levels = levels;
    this.#current = this.#document.root;
  }

  /** All checks of an object are made in a row, while the processor still has it at hand. */
  run(on: readonly Rule[]): readonly Finding[] {
    for (const [kind, checks] of this.#checks(on))
      for (const view of this.#document.all(kind)) {
        this.#current = view;
        for (const check of checks) check(view);
      }
    return this.#found;
  }

  #checks(on: readonly Rule[]): ReadonlyMap<Kind, readonly ((view: View) => void)[]> {
    const byKind = new Map<Kind, ((view: View) => void)[]>();
    for (const rule of on) {
      const lint = this.#lintOf(rule);
      for (const [kind, check] of Object.entries(rule.checks) as [Kind, Check][]) {
        const known = byKind.get(kind) ?? [];
        byKind.set(kind, known);
        known.push((view) => check(view, lint));
      }
    }
    return byKind;
  }

  /** One set of answers serves all checks of a rule: it is made anew for each of many objects else. */
  #lintOf(rule: Rule): Lint {
    const hasOptions = Object.keys(rule.options).length > 0;
    const options = (): Lint['options'] =>
      hasOptions ? this.#levels.options(rule, this.#current.place) : {};
    return {
      document: this.#document,
      get options() {
        return options();
      },
      report: (at, message, details = {}) => this.#report(rule, at, message, details),
    };
  }

  #report(rule: Rule, at: View, message: string, details: Details): void {
    const level = this.#levels.at(rule, at.place);
    if (level === 'off') return;
    const { part, help = rule.remedy, related = [], atMost = level, fix } = details;
    const problem: Problem = {
      code: rule.id,
      severity: quieter(level, atMost),
      message,
      help,
      part: part ?? (typeof at.value === 'object' && at.value !== null ? 'key' : 'value'),
      ...(related.length === 0
        ? {}
        : {
            related: related.map(({ message: says, view }) => ({
              message: says,
              place: view.place,
            })),
          }),
    };
    const report = new Report();
    report.add(at.place, problem);
    for (const diagnostic of report.diagnostics())
      this.#found.push(fix === undefined ? { diagnostic } : { diagnostic, fix });
  }
}

const loudness = ['info', 'warning', 'error'] as const;

/** The less severe of two. */
const quieter = (a: Severity, b: Severity): Severity =>
  loudness.indexOf(a) < loudness.indexOf(b) ? a : b;
