import { parsePointer } from '../load/pointer.js';
import type { Place } from '../load/source.js';
import { View } from '../model/view.js';
import type { Check, Issue } from '../payload/issue.js';
import { partsOf } from './message-parts.js';
import { childOf } from './rule.js';
import type { Context } from './rule.js';

/**
 * The check of a message's headers: of what it says itself, merged with what its traits say.
 * @returns nothing without headers, and for those of several files with references inside of them:
 * these would mean other things in one schema
 */
export function headersCheck(context: Context, message: Place): Check | undefined {
  const parts = partsOf(context, message, 'headers');
  const [first] = parts;
  if (first === undefined || parts.length === 1)
    return first === undefined ? undefined : context.schemas.check(first);
  const places = parts.flatMap((part) => context.schemas.resolve(part) ?? []);
  const isAtHome = ({ file, value }: Place): boolean =>
    file.id === message.file.id || !hasReference(value);
  const headers = View.at(context.source, message).withTraits().field('headers');
  if (headers === undefined || places.length < parts.length || !places.every(isAtHome))
    return undefined;
  const merged = { ...headers.place, value: headers.data() };
  const check = context.schemas.check(merged);
  return (
    check && ((value) => check(value).map((issue) => whereSaid(context, issue, merged, places)))
  );
}

/** Whether `$ref` stands anywhere in it. Each object counts once: aliases may nest without end. */
function hasReference(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  return '$ref' in value || Object.values(value).some((item) => hasReference(item, seen));
}

/** A rule of merged headers stands where it was said, by the strongest of those who say it. */
function whereSaid(context: Context, issue: Issue, merged: Place, places: readonly Place[]): Issue {
  if (!issue.rule.pointer.startsWith(merged.pointer)) return issue;
  const steps = parsePointer(issue.rule.pointer.slice(merged.pointer.length)) ?? [];
  const [rule = issue.rule] = places.flatMap((place) => below(context, place, steps) ?? []);
  return { ...issue, rule };
}

const below = (context: Context, place: Place, steps: readonly string[]): Place | undefined =>
  steps.reduce<Place | undefined>(
    (at, step) => (at === undefined ? undefined : childOf(context, at, step)),
    place,
  );
