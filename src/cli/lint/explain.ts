import { diagnosticText, diagnosticTexts, ruleText } from '../../lint/docs.js';
import { enforced } from '../../lint/enforced.js';
import { levelled } from '../../lint/levelled.js';
import { rules } from '../../lint/rules/index.js';
import { nearest } from '../../nearest.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { printable } from '../printable.js';

/** Runs `petevents explain`: the page of a rule, or the section about a diagnostic code. */
export function runExplain(id: string, io: Io): number {
  const text = explanation(id);
  if (text !== undefined) {
    io.stdout.write(`${text.trimEnd()}\n`);
    return EXIT.fine;
  }
  const meant = nearest(id, knownIds());
  const hint = meant === undefined ? 'petevents rules lists them' : `did you mean ${meant}?`;
  io.stderr.write(`petevents explain: there is no rule or code ${printable(id)}; ${hint}\n`);
  return EXIT.failed;
}

function explanation(id: string): string | undefined {
  const alias = enforced.find((rule) => rule.id === id);
  if (alias?.code === undefined) return ruleText(id) ?? diagnosticText(id);
  const text = diagnosticText(alias.code) ?? '';
  return `# ${id}\n\n${alias.purpose}\n\nIt is reported as ${alias.code}:\n\n${text}`;
}

const knownIds = (): readonly string[] => [
  ...[...rules, ...enforced, ...levelled].map((rule) => rule.id),
  ...diagnosticTexts().keys(),
];
