import { tidy } from '../diagnostic.js';
import type { Diagnostic, Severity } from '../diagnostic.js';
import type { Source } from '../load/source.js';
import type { View } from '../model/view.js';
import type { Kind } from '../spec/shape.js';
import { walk } from '../spec/walk.js';
import { Report } from '../validate/report.js';
import type { Problem } from '../validate/report.js';
import { Document } from './document.js';
import type { Edit } from './edit.js';
import type { Details, Lint, Rule } from './rule.js';
import { rules as ownRules } from './rules/index.js';
import { Levels } from './settings.js';
import type { LintSettings } from './settings.js';

/** A finding, and the change that mends it where there is a safe one. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly fix?: () => readonly Edit[];
}

/** Holds a valid document against the rules that the settings turn on. */
export function lint(source: Source, settings: LintSettings): readonly Diagnostic[] {
  return tidy(findings(source, settings).map(({ diagnostic }) => diagnostic));
}

/** As `lint`, with the changes that mend what is found; in no order. */
export function findings(source: Source, settings: LintSettings): readonly Finding[] {
  const levels = new Levels(settings);
  const on = [...ownRules, ...settings.custom].filter((rule) => levels.isOn(rule));
  return on.length === 0 ? [] : new Linter(source, levels).run(on);
}

type Check = NonNullable<Rule['checks'][Kind]>;

class Linter {
  readonly #document: Document;
  readonly #levels: Levels;
  readonly #found: Finding[] = [];

  constructor(source: Source, levels: Levels) {
    this.#document = new Document(source);
    this.#levels = levels;
  }

  /** The whole document is walked first, so that a check may ask about all of it. */
  run(on: readonly Rule[]): readonly Finding[] {
    walk(this.#document.source, {
      object: (node) => this.#document.addNode(node),
      reference: (reference) => this.#document.addReference(reference),
    });
    for (const rule of on)
      for (const [kind, check] of Object.entries(rule.checks) as [Kind, Check][])
        for (const view of this.#document.all(kind)) check(view, this.#lint(rule, view));
    return this.#found;
  }

  #lint(rule: Rule, view: View): Lint {
    const levels = this.#levels;
    return {
      document: this.#document,
      get options() {
        return levels.options(rule, view.place);
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
