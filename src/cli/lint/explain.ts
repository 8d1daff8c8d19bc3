import { diagnosticText, diagnosticTexts, ruleText } from '../../lint/docs.js';
import { enforced } from '../../lint/enforced.js';
import { levelled } from '../../lint/levelled.js';
import { projectRulePage } from '../../lint/page.js';
import { rules } from '../../lint/rules/index.js';
import { nearest } from '../../nearest.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { printable } from '../printable.js';
import { projectRules } from './project-rules.js';
import type { ConfigFlags } from './project-rules.js';

/**
 * Runs `petevents explain`: the page of a rule, of ours or of the project's own, or the section about
 * a diagnostic code. @returns the exit code @throws UsageError
 */
export async function runExplain(id: string, flags: ConfigFlags, io: Io): Promise<number> {
  const text = explanation(id);
  const added = text === undefined ? await projectRules(flags, io) : [];
  const own = added.find((rule) => rule.id === id);
  const page = own === undefined ? text : plainLines(projectRulePage(own));
  if (page !== undefined) {
    io.stdout.write(`${page.trimEnd()}\n`);
    return EXIT.fine;
  }
  const meant = nearest(id, [...knownIds(), ...added.map((rule) => rule.id)]);
  const hint = meant === undefined ? 'petevents rules lists them' : `did you mean ${meant}?`;
  io.stderr.write(`petevents explain: there is no rule or code ${printable(id)}; ${hint}\n`);
  return EXIT.failed;
}

/** What the project wrote goes to a terminal. */
const plainLines = (page: string): string => page.split('\n').map(printable).join('\n');

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
