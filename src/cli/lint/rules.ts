import { catalogue } from '../../lint/catalogue.js';
import type { CatalogueEntry } from '../../lint/catalogue.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { printable } from '../printable.js';
import { projectRules } from './project-rules.js';
import type { ConfigFlags } from './project-rules.js';

export interface RulesFlags extends ConfigFlags {
  readonly format: 'text' | 'json';
}

/**
 * Runs `petevents rules`: the catalogue with the project's own rules, a rule a line.
 * @returns the exit code @throws UsageError
 */
export async function runRules(flags: RulesFlags, io: Io): Promise<number> {
  const all = catalogue(await projectRules(flags, io));
  io.stdout.write(flags.format === 'json' ? asJson(all) : asText(all));
  return EXIT.fine;
}

const asJson = (rules: readonly CatalogueEntry[]): string =>
  `${JSON.stringify({ version: 1, rules }, null, 2)}\n`;

function asText(rules: readonly CatalogueEntry[]): string {
  const head = ['rule', 'recommended', 'strict', ''];
  const rows = rules.map((rule) => [
    rule.id,
    level(rule, 'recommended'),
    level(rule, 'strict'),
    printable(rule.purpose),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 3 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n\n* the specification demands it: validate reports it too, and nothing turns it off\n`;
}

const level = (rule: CatalogueEntry, preset: 'recommended' | 'strict'): string =>
  rule.isFixed ? 'error *' : rule[preset];
