import type { Issue } from './issue.js';
import type { Fault, Run, Test } from './run.js';
import type { Schema } from './schema.js';
import { meant } from './types.js';
import { anyOf, mustBe } from './words.js';

/** Alternatives of which a value fits none. */
interface Alternatives {
  readonly schema: Schema;
  readonly keyword: 'anyOf' | 'oneOf';
  readonly parts: readonly Test[];
}

type Reasons = readonly Issue[];

/** Reasons that are listed, at most. */
const LISTED = 3;

/**
 * Says why a value fits no alternative in as few words as are true: what it lacks of the alternative
 * that was meant, where that can be told; else one fault for the value. @returns false
 */
export function whyNone(alternatives: Alternatives, value: unknown, run: Run): false {
  const { issues } = run;
  if (issues === undefined) return false;
  const depth = run.path.length;
  const all = alternatives.parts.map((part) => run.reasons(() => part(value, run)));
  const candidates = kindredOf(all, depth);
  const best = closest(candidates);
  const common = best === undefined ? commonIssue(candidates, value, depth) : undefined;
  if (best === undefined && common === undefined)
    return run.fail(() => summary(alternatives, candidates));
  issues.push(...(best ?? []), ...(common === undefined ? [] : [common]));
  return false;
}

/** What may have been meant: not an alternative for another type of value, nor one with another tag. */
function kindredOf(all: readonly Reasons[], depth: number): readonly Reasons[] {
  const ofType = all.filter((reasons) => !reasons.some((issue) => isOtherType(issue, depth)));
  const ofTag = ofType.filter((reasons) => !reasons.some((issue) => isOtherTag(issue, depth)));
  if (ofTag.length > 0) return ofTag;
  return ofType.length > 0 ? ofType : all;
}

const isOtherType = ({ keyword, path }: Issue, depth: number): boolean =>
  keyword === 'type' && path.length === depth;

const isOtherTag = ({ expected, path }: Issue, depth: number): boolean =>
  expected !== undefined && path.length <= depth + 1;

/** The only list, or the one that is better than all others. */
function closest(lists: readonly Reasons[]): Reasons | undefined {
  const [first = [], second] = lists.toSorted(compareReasons);
  return second === undefined || compareReasons(first, second) < 0 ? first : undefined;
}

/** Fewer faults are nearer, then those that are deeper inside: what is around them fits. */
const compareReasons = (a: Reasons, b: Reasons): number =>
  a.length - b.length || depthOf(b) - depthOf(a);

const depthOf = (reasons: Reasons): number => Math.min(...reasons.map(({ path }) => path.length));

/** One issue for all, where the alternatives only differ in what they want at one place. */
function commonIssue(all: readonly Reasons[], value: unknown, depth: number): Issue | undefined {
  const issues = all.map((reasons) => reasons.find(({ wanted }) => wanted !== undefined));
  const [first] = issues;
  if (
    first === undefined ||
    !issues.every((issue) => issue !== undefined && isSamePlace(issue, first))
  )
    return undefined;
  const actual = valueAt(value, first.path.slice(depth));
  const wanted = [...new Set(issues.flatMap((issue) => issue?.wanted ?? []))];
  const help = meant(
    actual,
    issues.flatMap((issue) => issue?.expected ?? []),
  );
  return {
    path: first.path,
    part: first.part,
    keyword: first.keyword,
    rule: first.rule,
    message: mustBe(anyOf(wanted), actual),
    wanted,
    ...(help === undefined ? {} : { help }),
  };
}

const isSamePlace = (a: Issue, b: Issue): boolean =>
  a.path.length === b.path.length && a.path.every((key, index) => key === b.path[index]);

const valueAt = (value: unknown, path: Issue['path']): unknown =>
  path.reduce((at, key) => (at as Record<string, unknown>)[key], value);

/** One issue for the value, with the first reason of each alternative. */
function summary({ schema, keyword, parts }: Alternatives, all: readonly Reasons[]): Fault {
  const reasons = [...new Set(all.flatMap(([first]) => first?.message ?? []))];
  return {
    keyword,
    rule: schema.rule(keyword),
    message: `This fits none of the ${parts.length} alternatives of \`${keyword}\`.`,
    help: reasons.slice(0, LISTED).join(' Or: '),
  };
}
