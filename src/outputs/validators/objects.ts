import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { ALWAYS, and, atom, isDecided, NEVER, not } from './condition.js';
import type { Statement } from './statement.js';
import { giveBack, statement, when } from './statement.js';
import { COMBINATIONS, combinations } from './combinations.js';
import { call } from './expression.js';
import { arrow } from './functions.js';
import { Locals } from './locals.js';
import { HERE } from './path.js';
import type { Part, Printer, Subject } from './printer.js';
import { propertyParts } from './properties.js';
import { inlinePart } from './schema.js';
import { allowedTypes, narrow, typeMessage } from './types.js';
import { valuesOf } from './values.js';

const KEYWORDS: readonly (keyof JsonSchemaObject)[] = [
  'properties',
  'required',
  'patternProperties',
  'additionalProperties',
  'dependencies',
  'propertyNames',
  'minProperties',
  'maxProperties',
];

/** Whether a schema asks anything of the properties of objects. */
export const isObjectSchema = (schema: JsonSchemaObject): boolean =>
  KEYWORDS.some((keyword) => schema[keyword] !== undefined) && allowsObjects(schema);

const allowsObjects = (schema: JsonSchemaObject): boolean =>
  valuesOf(schema) === undefined
    ? (allowedTypes(schema)?.includes('object') ?? true)
    : (valuesOf(schema) ?? []).some(
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      );

/** Whether objects are all that a schema allows. */
const isObjectOnly = (schema: JsonSchemaObject): boolean => {
  const types = allowedTypes(schema);
  return types?.length === 1 && types[0] === 'object' && valuesOf(schema) === undefined;
};

/** The statements of the guard of a schema for objects. */
export function objectGuard(
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): Statement[] {
  const locals = new Locals(printer);
  const holds = (parts: readonly Part[]): Condition => and(...parts.map((part) => part.holds()));
  const properties = propertyParts(printer, schema, { locals, hint: subject.hint });
  const isObject = narrow(printer, 'object', printer.variables.value);
  if (isObjectOnly(schema)) {
    const all = holds([...properties, ...combinations(printer, schema, subject)]);
    return [...leaveUnless(isObject, NEVER), ...ending(all, locals)];
  }
  const others = otherThanProperties(printer, schema, subject);
  if (others.kind === 'never') return [giveBack(NEVER)];
  return [
    ...leaveUnless(others, NEVER),
    ...leaveUnless(isObject, ALWAYS),
    ...ending(holds(properties), locals),
  ];
}

/**
 * What a schema asks of the value beside its properties. Through a function of its own where that
 * would narrow the value's type, of which the properties are taken afterwards.
 */
function otherThanProperties(
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): Condition {
  const condition = inlinePart(printer, schema, subject).holds();
  if (isDecided(condition) || !isCombined(schema)) return condition;
  const name = printer.nameFor('is', `${subject.hint} base`);
  printer.declare(arrow(name, [[`${printer.variables.value}: unknown`], 'boolean'], condition));
  return atom(call(name, printer.variables.value));
}

const isCombined = (schema: JsonSchemaObject): boolean =>
  COMBINATIONS.some((keyword) => keyword in schema);

const ending = (condition: Condition, locals: Locals): Statement[] =>
  condition.kind === 'always' || condition.kind === 'never'
    ? [giveBack(condition)]
    : [...locals.declare(), giveBack(condition)];

const leaveUnless = (condition: Condition, result: Condition): Statement[] =>
  when(not(condition), [giveBack(result)]);

/** The statements of the check of a schema for objects. */
export function objectCheck(
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): Statement[] {
  const locals = new Locals(printer);
  const faults = (parts: readonly Part[]): Statement[] =>
    parts.flatMap((part) => part.faults(HERE));
  const properties = faults(propertyParts(printer, schema, { locals, hint: subject.hint }));
  const isObject = narrow(printer, 'object', printer.variables.value);
  if (isObjectOnly(schema)) {
    const wrong = printer.fail(HERE, 'type', typeMessage(['object']));
    const rest = faults(combinations(printer, schema, subject));
    return [...when(not(isObject), [wrong, STOP]), ...locals.declare(), ...properties, ...rest];
  }
  const others = inlinePart(printer, schema, subject).faults(HERE);
  return [...others, ...when(not(isObject), [STOP]), ...locals.declare(), ...properties];
}

const STOP = statement('return');

/** Whether a schema surely refuses `undefined`, so that `required` needs no test of its own. */
export function refusesUndefined(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean') return !schema;
  if (schema.$ref !== undefined) return false;
  return schema.type !== undefined || schema.enum !== undefined || 'const' in schema;
}
