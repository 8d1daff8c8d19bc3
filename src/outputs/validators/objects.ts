import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { ALWAYS, and, atom, isDecided, NEVER, not } from './condition.js';
import type { Statement } from './statement.js';
import { giveBack, statement, when } from './statement.js';
import { combinations, isCombined } from './combinations.js';
import { call } from './expression.js';
import { arrow } from './functions.js';
import { Locals } from './locals.js';
import { HERE } from './path.js';
import type { Bodies, Part, Printer, Subject } from './printer.js';
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

/** A schema for objects, and what its guard and its check are made of. */
interface ObjectParts {
  readonly schema: JsonSchemaObject;
  readonly subject: Subject;
  readonly locals: Locals;
  readonly properties: readonly Part[];
  /** Keywords that speak of the value as a whole. */
  readonly others: readonly Part[];
}

/** What the functions of a schema for objects do. */
export function objectBodies(
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): Omit<Bodies, 'hint'> {
  const locals = new Locals(printer);
  const properties = propertyParts(printer, schema, { locals, hint: subject.hint });
  const others = isObjectOnly(schema)
    ? combinations(printer, schema, subject)
    : [inlinePart(printer, schema, subject)];
  const parts: ObjectParts = { schema, subject, locals, properties, others };
  return {
    guard: () => locals.inFunction(() => objectGuard(printer, parts)),
    check: () => locals.inFunction(() => objectCheck(printer, parts)),
  };
}

function objectGuard(
  printer: Printer,
  { schema, subject, locals, properties, others }: ObjectParts,
): Statement[] {
  const isObject = narrow(printer, 'object', printer.variables.value);
  if (isObjectOnly(schema))
    return [...leaveUnless(isObject, NEVER), ...ending(holds([...properties, ...others]), locals)];
  const beside = besideProperties(printer, schema, { subject, condition: holds(others) });
  if (beside.kind === 'never') return [giveBack(NEVER)];
  return [
    ...leaveUnless(beside, NEVER),
    ...leaveUnless(isObject, ALWAYS),
    ...ending(holds(properties), locals),
  ];
}

const holds = (parts: readonly Part[]): Condition => and(...parts.map((part) => part.holds()));

/**
 * What a schema asks of the value beside its properties. Through a function of its own where that
 * would narrow the value's type, of which the properties are taken afterwards.
 */
function besideProperties(
  printer: Printer,
  schema: JsonSchemaObject,
  { subject, condition }: { readonly subject: Subject; readonly condition: Condition },
): Condition {
  if (isDecided(condition) || !isCombined(schema)) return condition;
  const name = printer.nameFor('is', `${subject.hint} base`);
  printer.declare(arrow(name, [[`${printer.variables.value}: unknown`], 'boolean'], condition));
  return atom(call(name, printer.variables.value));
}

const ending = (condition: Condition, locals: Locals): Statement[] =>
  condition.kind === 'always' || condition.kind === 'never'
    ? [giveBack(condition)]
    : [...locals.declare(), giveBack(condition)];

const leaveUnless = (condition: Condition, result: Condition): Statement[] =>
  when(not(condition), [giveBack(result)]);

function objectCheck(
  printer: Printer,
  { schema, locals, properties, others }: ObjectParts,
): Statement[] {
  const isObject = narrow(printer, 'object', printer.variables.value);
  const inside = faults(properties);
  const beside = faults(others);
  const inOrder = [...locals.declare(), ...inside];
  if (!isObjectOnly(schema)) return [...beside, ...when(not(isObject), [STOP]), ...inOrder];
  const wrong = printer.fail(HERE, 'type', typeMessage(['object']));
  return [...when(not(isObject), [wrong, STOP]), ...inOrder, ...beside];
}

const faults = (parts: readonly Part[]): Statement[] => parts.flatMap((part) => part.faults(HERE));

const STOP = statement('return');

/** Whether a schema surely refuses `undefined`, so that `required` needs no test of its own. */
export function refusesUndefined(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean') return !schema;
  if (schema.$ref !== undefined) return false;
  return schema.type !== undefined || schema.enum !== undefined || 'const' in schema;
}
