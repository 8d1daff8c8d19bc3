import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import type { Scalar, Selection, Selector } from './branches.js';
import { haveTypesApart, selectionOf } from './branches.js';
import type { Condition } from './condition.js';
import { and, atom, NEVER, not, or } from './condition.js';
import { call } from './expression.js';
import { guardOf } from './functions.js';
import type { Path } from './path.js';
import type { Part, Printer, Subject } from './printer.js';
import { schemaPart } from './schema.js';
import type { Statement } from './statement.js';
import { when } from './statement.js';
import { narrow } from './types.js';
import { literal } from './values.js';

/** Draft-07 validation, sections 6.7.2 and 6.7.3: schemas of which one, or only one, must fit. */
interface Alternatives {
  readonly keyword: 'anyOf' | 'oneOf';
  readonly options: readonly JsonSchema[];
  readonly parts: readonly Part[];
  /** Whether as many of some branches fit as the keyword asks for. */
  readonly fit: (conditions: readonly Condition[]) => Condition;
}

/** @param subject the value, with the hint that functions of the options begin with */
export const anyOf = (printer: Printer, schema: JsonSchemaObject, subject: Subject): Part =>
  some(printer, 'anyOf', { schema, subject });

/** @param subject the value, with the hint that functions of the options begin with */
export function oneOf(printer: Printer, schema: JsonSchemaObject, subject: Subject): Part {
  const options = schema.oneOf ?? [];
  // A value then fits one of them at most, so whether any fits is all that there is to ask.
  if (haveTypesApart(printer, options, schema)) return some(printer, 'oneOf', { schema, subject });
  const parts = options.map((option, i): Part => {
    const given = optionOf(subject, i);
    const part = schemaPart(printer, option, given);
    return { faults: part.faults, holds: () => asCall(printer, option, given) ?? part.holds() };
  });
  const fit = (conditions: readonly Condition[]): Condition => exactlyOne(printer, conditions);
  return alternatives(printer, { keyword: 'oneOf', options, parts, fit }, { schema, subject });
}

function some(printer: Printer, keyword: Alternatives['keyword'], place: Place): Part {
  const { schema, subject } = place;
  const options = schema[keyword] ?? [];
  const parts = options.map((option, i) => schemaPart(printer, option, optionOf(subject, i)));
  const fit = (conditions: readonly Condition[]): Condition => or(...conditions);
  return alternatives(printer, { keyword, options, parts, fit }, place);
}

const optionOf = (subject: Subject, i: number): Subject => ({
  ...subject,
  hint: `${subject.hint} option ${i + 1}`,
});

/** Conditions that are counted stand side by side: none may narrow the value for the next. */
function asCall(
  printer: Printer,
  option: JsonSchema,
  { code, hint }: Subject,
): Condition | undefined {
  if (typeof option === 'boolean' || option.$ref !== undefined) return undefined;
  const guard = guardOf(printer, option, hint);
  return typeof guard === 'string' ? atom(call(guard, code)) : guard;
}

function exactlyOne(printer: Printer, all: readonly Condition[]): Condition {
  const conditions = all.filter(({ kind }) => kind !== 'never');
  const others = conditions.filter(({ kind }) => kind !== 'always');
  if (others.length < conditions.length - 1) return NEVER;
  if (others.length < conditions.length) return not(or(...others));
  if (others.length < 2) return or(...others);
  const codes = others.map((option) => (option.kind === 'atom' ? option.code : ''));
  return atom(call(printer.use('isOnlyOne', '/values'), ...codes));
}

interface Place {
  readonly schema: JsonSchemaObject;
  readonly subject: Subject;
}

/** The faults are those of the branch that the value selects; else it is one that none fits. */
function alternatives(
  printer: Printer,
  { keyword, options, parts, fit }: Alternatives,
  { schema, subject }: Place,
): Part {
  const holds = (): Condition => fit(parts.map((part) => part.holds()));
  const [only, second] = parts;
  if (only !== undefined && second === undefined) return { holds, faults: only.faults };
  const faults = (path: Path): Statement[] => {
    const selection = selectionOf(printer, options, schema);
    const wrong = [printer.fail(path, keyword, messageOf(keyword, options.length, selection))];
    if (selection === undefined) return when(holds(), [], wrong);
    const { selectors, isExact } = selection;
    const rest = parts.filter((_, i) => selectors[i] === undefined).map((part) => part.holds());
    let chain = isExact ? when(fit(rest), [], wrong) : wrong;
    for (const [i, part] of [...parts.entries()].reverse()) {
      const selector = selectors[i];
      if (selector === undefined) continue;
      const test = isSelected(printer, selector, subject);
      chain = when(isExact ? test : and(test, not(part.holds())), part.faults(path), chain);
    }
    return isExact ? chain : when(holds(), [], chain);
  };
  return { holds, faults };
}

function isSelected(printer: Printer, selector: Selector, { code }: Subject): Condition {
  if (selector.kind === 'type') return narrow(printer, selector.type, code);
  const hasTag = printer.use('hasTag', '/objects');
  const { property, values } = selector;
  return or(...values.map((value) => atom(call(hasTag, code, literal(property), literal(value)))));
}

function messageOf(keyword: 'anyOf' | 'oneOf', count: number, selection?: Selection): string {
  const amount = keyword === 'anyOf' ? 'at least one' : 'exactly one';
  const tags = (selection?.selectors ?? []).filter((selector) => selector?.kind === 'tag');
  const [first] = tags;
  const message = `must fit ${amount} of ${count} schemas`;
  if (first === undefined) return message;
  const values: Scalar[] = tags.flatMap((tag) => tag.values);
  const listed = values.slice(0, 10).map((value) => JSON.stringify(value));
  const more = values.length > listed.length ? ', ...' : '';
  return `${message}, told apart by ${JSON.stringify(first.property)}: ${listed.join(', ')}${more}`;
}
