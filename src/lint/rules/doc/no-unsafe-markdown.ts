import type { Kind } from '../../../spec/shape.js';
import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import type { Lint } from '../../rule.js';

const kinds: readonly Kind[] = [
  ...([
    'info',
    'server',
    'serverVariable',
    'channel',
    'parameter',
    'operation',
    'message',
  ] as const),
  ...([
    'operationTrait',
    'messageTrait',
    'tag',
    'externalDocs',
    'securityScheme',
    'schema',
  ] as const),
];

export const noUnsafeMarkdown = defineRule({
  id: 'doc/no-unsafe-markdown',
  purpose: 'No description runs code in the reader’s browser.',
  why: 'Descriptions are Markdown, Markdown may hold HTML, and not every site that shows it removes scripts. What others write into a shared document would run in everybody’s browser.',
  remedy: 'Remove the markup, or put it between back-ticks to show it.',
  recommended: 'error',
  strict: 'error',
  checks: Object.fromEntries(kinds.map((kind) => [kind, check])),
});

const unsafe =
  /<\s*(?:script|iframe|object|embed|style|form|base)\b|<[a-z][^>]*\son[a-z]+\s*=|\]\(\s*(?:javascript|vbscript|data:text\/html):?|href\s*=\s*["']?\s*javascript:|\beval\s*\(/i;

function check(view: View, { report }: Pick<Lint, 'report'>): void {
  for (const key of ['title', 'summary', 'description']) {
    const text = view.text(key);
    const [found] = text === undefined ? [] : (unsafe.exec(withoutCode(text)) ?? []);
    if (found !== undefined)
      report(view.field(key) ?? view, `This text can run code where it is shown: \`${found}\`.`);
  }
}

/** What stands between back-ticks is shown, not run. */
const withoutCode = (text: string): string =>
  text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');
