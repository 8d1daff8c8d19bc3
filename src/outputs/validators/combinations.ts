import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { and, atom, NEVER, not, or } from './condition.js';
import { call } from './expression.js';
import { when } from './statement.js';
import { guardOf } from './functions.js';
import type { Part, Printer, Subject } from './printer.js';
import { rule } from './rule.js';
import { valuesOf } from './values.js';
import { schemaPart } from './schema.js';

/** The keywords that apply other schemas to the same value. */
export const COMBINATIONS: readonly (keyof JsonSchemaObject)[] = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
];

/** Draft-07 validation, sections 6.6 and 6.7. */
export function combinations(printer: Printer, schema: JsonSchemaObject, subject: Subject): Part[] {
  const narrowed = !isListOfValues(schema);
  const part = (given: JsonSchema, name: string): Part =>
    schemaPart(printer, given, { ...subject, hint: `${subject.hint} ${name}`, narrowed });
  const parts = (schema.allOf ?? []).map((member, i) => part(member, `member ${i + 1}`));
  if (schema.anyOf !== undefined) {
    const options = schema.anyOf.map((option, i) => part(option, `option ${i + 1}`));
    parts.push(
      rule(printer, () => or(...options.map((option) => option.holds())), {
        keyword: 'anyOf',
        message: `must fit at least one of ${options.length} schemas`,
      }),
    );
  }
  if (schema.oneOf !== undefined) parts.push(oneOf(printer, schema.oneOf, subject));
  const { not: excluded } = schema;
  if (excluded !== undefined) {
    const given = part(excluded, 'excluded');
    parts.push(
      rule(printer, () => not(given.holds()), {
        keyword: 'not',
        message: 'must not fit the excluded schema',
      }),
    );
  }
  return schema.if === undefined ? parts : [...parts, conditional(schema, part)];
}

/**
 * Whether a schema is an `anyOf` of nothing but constants. Everywhere else TypeScript may have
 * narrowed the value by what stands before, and refuse to compare it.
 */
const isListOfValues = ({ anyOf, ...others }: JsonSchemaObject): boolean =>
  anyOf !== undefined &&
  Object.keys(others).every((key) => key === 'title' || key === 'description') &&
  anyOf.every((option) => typeof option === 'object' && valuesOf(option) !== undefined);

function oneOf(printer: Printer, options: readonly JsonSchema[], { code, hint }: Subject): Part {
  const fits = (option: JsonSchema, i: number): Condition => {
    const subject = { code, hint: `${hint} option ${i + 1}` };
    if (typeof option === 'boolean' || option.$ref !== undefined)
      return schemaPart(printer, option, subject).holds();
    const guard = guardOf(printer, option, subject.hint);
    return typeof guard === 'string' ? atom(call(guard, code)) : guard;
  };
  const exactlyOne = (): Condition => {
    const conditions = options.map(fits).filter(({ kind }) => kind !== 'never');
    const others = conditions.filter(({ kind }) => kind !== 'always');
    if (others.length < conditions.length - 1) return NEVER;
    if (others.length < conditions.length) return not(or(...others));
    if (others.length < 2) return or(...others);
    const codes = others.map((option) => (option.kind === 'atom' ? option.code : ''));
    return atom(call(printer.use('isOnlyOne', '/values'), ...codes));
  };
  return rule(printer, exactlyOne, {
    keyword: 'oneOf',
    message: `must fit exactly one of ${options.length} schemas`,
  });
}

function conditional(
  schema: JsonSchemaObject,
  part: (given: JsonSchema, name: string) => Part,
): Part {
  const condition = part(schema.if ?? true, 'condition');
  const yes = part(schema.then ?? true, 'consequence');
  const no = part(schema.else ?? true, 'alternative');
  return {
    holds: () => {
      const [met, then, otherwise] = [condition.holds(), yes.holds(), no.holds()];
      return and(or(not(met), then), or(met, otherwise));
    },
    faults: (path) => when(condition.holds(), yes.faults(path), no.faults(path)),
  };
}
