import type { Rule } from './rule.js';
import { addOnCategories, addOns, presetLevel, presets } from './settings.js';

/** What a page shows besides the rule's own text. */
export interface Examples {
  readonly good: string;
  readonly bad: string;
  /** What is found in the bad one. */
  readonly findings: readonly { readonly line: number; readonly message: string }[];
}

/** The page of a rule of a project's own, in Markdown; nobody has written examples for it. */
export const projectRulePage = (rule: Rule): string =>
  [
    `# ${rule.id}`,
    rule.purpose,
    `A rule of this project. Its level is \`${rule.recommended}\`, whatever the preset.`,
    ...textOf(rule),
  ].join('\n\n');

/** The page of a rule in `docs/rules`, in Markdown. */
export const rulePage = (rule: Rule, examples: Examples): string =>
  [
    '<!-- Written from the rule and its fixture by `npm run test:update`. -->',
    `# ${rule.id}`,
    rule.purpose,
    levelTable(rule),
    ...textOf(rule),
    '## Bad',
    fence(examples.bad),
    examples.findings.map(({ line, message }) => `- Line ${line}: ${message}`).join('\n'),
    '## Good',
    fence(examples.good),
  ].join('\n\n') + '\n';

const textOf = (rule: Rule): readonly string[] => [
  `**Why.** ${rule.why}`,
  `**What to do.** ${rule.remedy}`,
  ...optionsPart(rule),
];

const fence = (text: string): string => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;

function levelTable(rule: Rule): string {
  const added = addOns.filter((name) => rule.id.startsWith(`${addOnCategories[name]}/`));
  const columns = [...presets, ...added.map((name) => `with \`${name}\``)];
  const levels = [
    ...presets.map((preset) => presetLevel(rule, preset, [])),
    ...added.map(() => rule.strict),
  ];
  return [columns, columns.map(() => '---'), levels]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function optionsPart({ options, id, strict }: Rule): readonly string[] {
  const all = Object.entries(options);
  if (all.length === 0) return [];
  const lines = all.map(([name, { purpose, default: value, values, strict: other }]) => {
    const strictly =
      other === undefined ? '' : ` In \`strict\` and with add-ons: ${code(shown(other))}.`;
    const choice = values === undefined ? '' : ` One of ${values.map(code).join(', ')}.`;
    return `- \`${name}\`: ${purpose}${choice} Default: ${code(shown(value))}.${strictly}`;
  });
  const [first] = all;
  const example = `lint:\n  rules:\n    ${id}:\n      severity: ${strict}\n      ${first?.[0] ?? ''}: ${shown(first?.[1].default ?? '')}`;
  return ['## Options', lines.join('\n'), fence(example)];
}

const code = (text: string): string => `\`${text}\``;

const shown = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
