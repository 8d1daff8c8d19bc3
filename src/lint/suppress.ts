import type { Diagnostic } from '../diagnostic.js';
import type { Source } from '../load/source.js';
import { printable } from '../show.js';
import { ignoreComments } from './comments.js';
import type { IgnoreComment } from './comments.js';
import { enforced } from './enforced.js';
import { ignoreReason } from './rules/ignore/reason.js';
import { ignoreUnused } from './rules/ignore/unused.js';
import type { Rule } from './rule.js';
import type { Levels } from './settings.js';

/** Findings with and without those that comments hide. */
export interface Suppressed<T> {
  readonly shown: readonly T[];
  /** What is wrong with the comments themselves. */
  readonly about: readonly Diagnostic[];
}

/** Hides the findings that a comment in the files asks to hide, and reports comments without use. */
export function suppress<T extends { readonly diagnostic: Diagnostic }>(
  found: readonly T[],
  source: Source,
  levels: Levels,
): Suppressed<T> {
  const comments = [...source.files.values()].flatMap(ignoreComments);
  if (comments.length === 0) return { shown: found, about: [] };
  const byPlace = new Map<string, IgnoreComment[]>();
  for (const comment of comments) {
    const key = `${comment.file.uri}:${comment.target}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), comment]);
  }
  const used = new Set<string>();
  const shown = found.filter(({ diagnostic }) => {
    const { code, at } = diagnostic;
    if (isDemanded(diagnostic)) return true;
    const hiding = (byPlace.get(`${at.uri}:${at.line}`) ?? []).filter((comment) =>
      comment.rules.some(({ id }) => id === code),
    );
    for (const comment of hiding) used.add(useOf(comment, code));
    return hiding.length === 0;
  });
  return { shown, about: comments.flatMap((comment) => about(comment, used, levels)) };
}

/** Errors of `spec/*` and `ref/*` cannot be hidden. */
export const isDemanded = ({ code, severity }: Diagnostic): boolean =>
  severity === 'error' && /^(?:spec|ref)\//.test(code);

const useOf = ({ file, line }: IgnoreComment, id: string): string => `${file.id}:${line}:${id}`;

function about(comment: IgnoreComment, used: ReadonlySet<string>, levels: Levels): Diagnostic[] {
  const { rules, reason, column, endColumn } = comment;
  const unused = rules.filter(({ id }) => !used.has(useOf(comment, id)));
  const idle = unused.flatMap(({ id, column: start }) =>
    diagnostic(ignoreUnused, whyUnused(id), { comment, levels, start, end: start + id.length }),
  );
  const whole = { comment, levels, start: column, end: endColumn };
  const nameless =
    rules.length > 0 ? [] : diagnostic(ignoreUnused, 'This comment names no rule.', whole);
  const bare =
    reason !== '' ? [] : diagnostic(ignoreReason, 'This comment does not say why.', whole);
  return [...idle, ...nameless, ...bare];
}

const whyUnused = (id: string): string =>
  enforced.some((rule) => rule.id === id)
    ? `\`${printable(id)}\` is what the specification demands: it cannot be hidden.`
    : `There is no finding of \`${printable(id)}\` here to hide.`;

interface At {
  readonly comment: IgnoreComment;
  readonly levels: Levels;
  readonly start: number;
  readonly end: number;
}

function diagnostic(
  rule: Rule,
  message: string,
  { comment, levels, start, end }: At,
): Diagnostic[] {
  const { file, line } = comment;
  const severity = levels.at(rule, { file, pointer: '' });
  if (severity === 'off') return [];
  const at = { uri: file.uri, line, column: start, endLine: line, endColumn: end };
  return [{ code: rule.id, severity, message, at, pointer: '', help: rule.remedy }];
}
