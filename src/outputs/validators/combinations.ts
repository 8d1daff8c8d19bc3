import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { anyOf, oneOf } from './alternatives.js';
import { and, not, or } from './condition.js';
import { when } from './statement.js';
import type { Part, Printer, Subject } from './printer.js';
import { rule } from './rule.js';
import { valuesOf } from './values.js';
import { schemaPart } from './schema.js';

/** The keywords that apply other schemas to the same value. */
const COMBINATIONS: readonly (keyof JsonSchemaObject)[] = ['allOf', 'anyOf', 'oneOf', 'not', 'if'];

/** Draft-07 validation, sections 6.6 and 6.7. */
export const combinations = (
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): readonly Part[] => (isCombined(schema) ? combined(printer, schema, subject) : NONE);

const NONE: readonly Part[] = [];

/** Whether a schema has any of these keywords; most have none. */
export const isCombined = (schema: JsonSchemaObject): boolean =>
  COMBINATIONS.some((keyword) => keyword in schema);

function combined(printer: Printer, schema: JsonSchemaObject, subject: Subject): Part[] {
  const narrowed = !isListOfValues(schema);
  const part = (given: JsonSchema, name: string): Part =>
    schemaPart(printer, given, { ...subject, hint: `${subject.hint} ${name}`, narrowed });
  const parts = (schema.allOf ?? []).map((member, i) => part(member, `member ${i + 1}`));
  if (schema.anyOf !== undefined) parts.push(anyOf(printer, schema, { ...subject, narrowed }));
  if (schema.oneOf !== undefined) parts.push(oneOf(printer, schema, { ...subject, narrowed }));
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
