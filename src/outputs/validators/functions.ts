import type { Layout } from '../../emit/layout.js';
import { group, ifBreak, indent, join, line, softline } from '../../emit/layout.js';
import type { JsonSchema } from '../../model/model.js';
import type { Condition, Decided } from './condition.js';
import { ALWAYS, isDecided, NEVER } from './condition.js';
import { fits, layOutAt } from './lines.js';
import { conditionLines, conditionText, layOutCondition } from './print-condition.js';
import { printStatements } from './statement.js';
import { uses, withoutLiterals } from './usage.js';
import { formatOf } from './strings.js';
import { isObjectSchema, objectBodies } from './objects.js';
import { HERE } from './path.js';
import type { Bodies, Body, Declaration, Part, Printer, Subject } from './printer.js';
import { inlinePart, schemaPart } from './schema.js';
import { guardOfType, allowedTypes } from './types.js';

/**
 * The guard of a schema: the name of a function on the top level, printed when first asked for, or
 * what it would always give back.
 */
export function guardOf(printer: Printer, schema: JsonSchema, hint: string): string | Decided {
  const known = printer.guards.get(schema);
  if (known !== undefined) return known;
  const name = printer.nameFor('is', hint);
  printer.guards.set(schema, name);
  const body = bodiesOf(printer, schema, hint).guard();
  if (isCondition(body) && isDecided(body)) {
    printer.guards.set(schema, body);
    return body;
  }
  printer.declare(arrow(name, [[`${printer.variables.value}: unknown`], 'boolean'], body));
  return name;
}

/** The check of a schema, likewise; `undefined` for one that finds nothing. */
export function checkOf(printer: Printer, schema: JsonSchema, hint: string): string | undefined {
  if (printer.checks.has(schema)) return printer.checks.get(schema);
  const name = printer.nameFor('check', hint);
  printer.checks.set(schema, name);
  const body = bodiesOf(printer, schema, hint).check();
  if (body.length === 0) {
    printer.checks.set(schema, undefined);
    return undefined;
  }
  const { value, path, issues } = printer.variables;
  const list = `${issues}: ${printer.useType('Issue')}[]`;
  const parameters = [`${value}: unknown`, `${path}: string`, list];
  printer.declare(arrow(name, [parameters, 'void'], body));
  return name;
}

/** The run time's guard that always says the same. */
export const constantGuard = ({ kind }: Decided): string =>
  kind === 'always' ? 'isAnything' : 'isNothing';

/** A function that can be handed to `every`: the run time's own where there is one. */
export function referenceTo(printer: Printer, schema: JsonSchema, hint: string): string {
  if (typeof schema === 'boolean') {
    return printer.use(constantGuard(schema ? ALWAYS : NEVER), '');
  }
  const nameOf = (guard: string | Decided): string =>
    typeof guard === 'string' ? guard : printer.use(constantGuard(guard), '');
  if (schema.$ref !== undefined) {
    if (schema.$ref === printer.schema.id) return nameOf(guardOf(printer, printer.schema.json, ''));
    const { names, module } = printer.context.schemaOf(schema.$ref);
    return `${printer.useOf(names.value, module)}.is`;
  }
  return builtIn(printer, schema) ?? nameOf(guardOf(printer, schema, hint));
}

const ANNOTATIONS = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'type',
  'format',
  'readOnly',
  'writeOnly',
]);

function builtIn(printer: Printer, schema: Exclude<JsonSchema, boolean>): string | undefined {
  const keywords = Object.keys(schema).filter(
    (key) => !ANNOTATIONS.has(key) && !key.startsWith('x-'),
  );
  const [type, second] = allowedTypes(schema) ?? [];
  if (keywords.length > 0 || type === undefined || second !== undefined) return undefined;
  const format = formatOf(schema, type === 'integer' ? 'number' : type);
  if (format === undefined) return guardOfType(printer, type);
  return printer.use(format.guard, `/${format.module}`);
}

/** The bodies of a schema's guard and check, which are of the same parts. */
function bodiesOf(printer: Printer, schema: JsonSchema, hint: string): Bodies {
  const known = printer.bodies.get(schema);
  if (known?.hint === hint) return known;
  const bodies = { hint, ...makeBodies(printer, schema, { code: printer.variables.value, hint }) };
  printer.bodies.set(schema, bodies);
  return bodies;
}

function makeBodies(printer: Printer, schema: JsonSchema, subject: Subject): Omit<Bodies, 'hint'> {
  if (typeof schema === 'boolean' || schema.$ref !== undefined)
    return bodiesOfPart(schemaPart(printer, schema, subject));
  return isObjectSchema(schema)
    ? objectBodies(printer, schema, subject)
    : bodiesOfPart(inlinePart(printer, schema, subject));
}

const bodiesOfPart = ({ holds, faults }: Part): Omit<Bodies, 'hint'> => ({
  guard: holds,
  check: () => faults(HERE),
});

const isCondition = (body: Body): body is Condition => 'kind' in body;

/** `const name = (parameters): returns => body;`. A parameter that it does not look at gets a `_`. */
export function arrow(
  name: string,
  [given, returns]: readonly [readonly string[], string],
  body: Body,
): Declaration {
  const inner = isCondition(body) ? conditionText(body) : printStatements(body, 1);
  const code = withoutLiterals(inner);
  const parameters = given.map((one) =>
    uses(code, one.slice(0, one.indexOf(':'))) ? one : `_${one}`,
  );
  const head = `const ${name} = (${parameters.join(', ')}): ${returns} =>`;
  const print = (): string => {
    if (!isCondition(body)) {
      const opening = fits(`${head} {`, 0) ? `${head} {` : longHead(name, parameters, returns);
      return `${opening}\n${inner}\n};`;
    }
    if (fits(`${head} ${inner};`, 0)) return `${head} ${inner};`;
    if (fits(head, 0)) return `${head}\n${conditionLines(body, 1, ';', inner)}`;
    return layOutAt(0, longArrow(name, [parameters, returns], body));
  };
  return { name, text: print(), code: `${head} ${code}` };
}

const longHead = (name: string, parameters: readonly string[], returns: string): string =>
  [`const ${name} = (`, ...parameters.map((one) => `  ${one},`), `): ${returns} => {`].join('\n');

const longArrow = (
  name: string,
  [parameters, returns]: readonly [readonly string[], string],
  body: Condition,
): Layout => {
  const list = indent([softline, join([',', line], [...parameters])]);
  const signature = group([group(['(', list, ifBreak(','), softline, ')']), ': ', returns]);
  const code = indent([line, layOutCondition(body, 'tail')]);
  return group([`const ${name} = `, group([signature, ' =>', group(code), ';'])]);
};
