import type { Diagnostic, Location } from '../../../src/diagnostic.js';
import { hasErrors } from '../../../src/diagnostic.js';
import { loadText } from '../../../src/load/load.js';
import { showName } from '../../../src/load/file-name.js';
import { text as textReporter } from '../../../src/cli/reporters/text.js';
import { lint } from '../../../src/lint/lint.js';
import { validate } from '../../../src/validate/validate.js';
import { everything } from './documents.js';
import type { Original } from './documents.js';
import type { Mutation } from './mutate.js';
import { isReviewed } from './reviewed.js';
import { lineOf, lineStarts } from './nodes.js';
import type { Node } from './nodes.js';

/** What came of a mutation. */
export interface Verdict {
  /** Findings that the document did not have before. */
  readonly found: readonly Diagnostic[];
  /** What lint found besides, in a document that is valid all the same; no informations. */
  readonly linted: readonly Diagnostic[];
  /** Of the processor: other processes do not count. */
  readonly milliseconds: number;
  /** A stack in what is printed, or an exception. */
  readonly crash: string | undefined;
  /**
   * Findings that are neither on what was changed, nor on a reference, nor tell of it; of lint, those
   * outside of the text, since a channel that nothing uses any more may be anywhere.
   */
  readonly misplaced: readonly Diagnostic[];
}

export function judge(original: Original, mutation: Mutation): Verdict {
  const start = process.cpuUsage();
  const elapsed = (): number => process.cpuUsage(start).user / 1000;
  try {
    const { diagnostics, linted: afterwards } = check(mutation.text, original.path);
    const milliseconds = elapsed();
    const printed = print([...diagnostics, ...afterwards], mutation.text);
    const found = added(original.before, diagnostics);
    const linted = added([...original.lintedBefore, ...diagnostics], afterwards);
    return {
      found,
      linted,
      milliseconds,
      crash: /^ {2,}at /m.test(printed.replaceAll(/^.*\|.*$/gm, '')) ? printed : undefined,
      misplaced: [
        ...found.filter((diagnostic) => !isPlaced(diagnostic, original, mutation)),
        ...linted.filter(({ at }) => !isInside(at, mutation.text)),
      ],
    };
  } catch (error) {
    const crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { found: [], linted: [], milliseconds: elapsed(), crash, misplaced: [] };
  }
}

interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  /** None where the document is not valid: lint waits. */
  readonly linted: readonly Diagnostic[];
}

function check(text: string, path: string): Checked {
  const { value: source, diagnostics } = loadText(text, path, { cwd: process.cwd() });
  if (source === undefined || hasErrors(diagnostics)) return { diagnostics, linted: [] };
  const all = [...diagnostics, ...validate(source).diagnostics];
  return {
    diagnostics: all,
    linted: hasErrors(all) ? [] : lint(source, everything, all).diagnostics,
  };
}

/** Whether there is such a place in a text. */
function isInside({ line, column }: Location, text: string): boolean {
  const lines = text.split(/\r\n|\n|\r/);
  return line <= lines.length && column <= (lines[line - 1] ?? '').length + 1;
}

const print = (diagnostics: readonly Diagnostic[], text: string): string =>
  textReporter(diagnostics, {
    color: false,
    width: 100,
    files: [],
    textOf: () => text,
    pathOf: (uri) => uri,
    linkTo: () => undefined,
    failOn: 'error',
  });

/** A finding that was there before moves with its lines. */
function added(before: readonly Diagnostic[], after: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set(before.map(({ code, message }) => [code, message].join('\n')));
  return after.filter(
    ({ code, message, severity }) => severity !== 'info' && !known.has([code, message].join('\n')),
  );
}

/** Lines of the mutated text, with the one around them where something was taken away. */
interface Lines {
  readonly first: number;
  readonly last: number;
}

function changedLines({ text, after }: Mutation): Lines {
  const starts = lineStarts(text);
  return { first: lineOf(starts, after.start), last: lineOf(starts, after.end) };
}

const touches = ({ line, endLine }: Location, { first, last }: Lines): boolean =>
  line <= last && endLine >= first;

/**
 * Whether a finding stands on the change, on a reference, on what holds the change (it lacks
 * something now), or shows it as a second place.
 */
function isPlaced(diagnostic: Diagnostic, original: Original, mutation: Mutation): boolean {
  const file = showName(original.path, process.cwd());
  const lines = changedLines(mutation);
  const places = [diagnostic.at, ...(diagnostic.related ?? []).map(({ at }) => at)];
  const onChange = places.some((at) => at.uri === file && touches(at, lines));
  return (
    onChange ||
    isReference(diagnostic, mutation.text) ||
    isAround(diagnostic, original, mutation) ||
    isReviewed(diagnostic, mutation) ||
    tellsOf(diagnostic, original, mutation) ||
    isAtOpening(diagnostic, mutation)
  );
}

const isReference = ({ at, code }: Diagnostic, text: string): boolean =>
  code.startsWith('ref/') || /\$ref/.test(text.split(/\r\n|\n|\r/)[at.line - 1] ?? '');

/** Steps that a finding may stand above what was changed: an object that lacks it, a map of them. */
const NEAR = 2;

/** Whether it stands in what was changed, on an object around it, or on what stands beside it. */
function isAround({ pointer }: Diagnostic, original: Original, mutation: Mutation): boolean {
  const isNear = (one: string): boolean =>
    mutation.pointer === undefined || depth(one) - depth(pointer) <= NEAR;
  const changed = mutation.pointer === undefined ? touched(original, mutation) : [mutation.pointer];
  return changed.some(
    (one) =>
      one === pointer ||
      (one.startsWith(`${pointer}/`) && isNear(one)) ||
      pointer.startsWith(`${one}/`) ||
      (depth(one) > NEAR && pointer.startsWith(one.replace(/[^/]*$/, ''))),
  );
}

const depth = (pointer: string): number => pointer.split('/').length;

/** Whether its second place is in the object that was changed, or in the one around that. */
function tellsOf({ related = [] }: Diagnostic, original: Original, mutation: Mutation): boolean {
  const starts = lineStarts(original.text);
  const added = mutation.after.end - mutation.before.end > 0 ? 1 : 0;
  return holders(original, mutation).some(({ at }) => {
    const [first, last] = [lineOf(starts, at.start), lineOf(starts, at.end)];
    return related.some((other) => touches(other.at, { first: first - 1, last: last + added }));
  });
}

/** The object around what was changed, but for those that are half of the document. */
function holders({ nodes }: Original, { pointer, before }: Mutation): readonly Node[] {
  const around = pointer?.split('/').slice(0, -NEAR).join('/');
  return nodes.filter(
    (node) =>
      depth(node.pointer) > NEAR + 1 &&
      (around === undefined
        ? node.at.start <= before.start && node.at.end >= before.start
        : node.pointer === around),
  );
}

/** The nodes that a change of characters hits: the innermost, or those that are cut off. */
function touched({ nodes }: Original, { before, kind }: Mutation): readonly string[] {
  const hit = nodes.filter(({ at, keyAt }) => {
    const start = keyAt?.start ?? at.start;
    const end = kind === 'cut' ? start : Math.max(at.end, keyAt?.end ?? 0);
    return start <= before.end + 1 && end >= before.start - 1;
  });
  return hit.map(({ pointer }) => pointer);
}

/** A fault of syntax stands where something was opened, before the change, or where reading stopped. */
const isAtOpening = ({ code, at }: Diagnostic, mutation: Mutation): boolean =>
  (code === 'spec/syntax' || code === 'spec/json-compatible-yaml') &&
  at.line <= changedLines(mutation).last + 1;
