import { catalogue } from '../../lint/catalogue.js';
import type { CatalogueEntry } from '../../lint/catalogue.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';

export interface RulesFlags {
  readonly format: 'text' | 'json';
}

/** Runs `petevents rules`: the catalogue, a rule a line. */
export function runRules({ format }: RulesFlags, io: Io): number {
  const all = catalogue();
  io.stdout.write(format === 'json' ? asJson(all) : asText(all));
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
    rule.purpose,
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
