import type { Layout } from '../../emit/layout.js';
import { group, hardline, indent, join, line, softline } from '../../emit/layout.js';
import type { JsonSchema } from '../../model/model.js';
import type { Condition } from './code.js';
import { braces, layOutCondition, layOutStatements } from './code.js';
import { formatOf } from './strings.js';
import { objectCheck, objectGuard } from './objects.js';
import { isObjectSchema } from './objects.js';
import { HERE } from './path.js';
import type { Printer } from './printer.js';
import { inlinePart, schemaPart } from './schema.js';
import { guardOfType, allowedTypes } from './types.js';

/** The guard of a schema: the name of a function on the top level, printed when first asked for. */
export function guardOf(printer: Printer, schema: JsonSchema, hint: string): string {
  const known = printer.guards.get(schema);
  if (known !== undefined) return known;
  const name = printer.nameFor('is', hint);
  printer.guards.set(schema, name);
  const { type } = printer.schema.names;
  const returns = schema === printer.schema.json ? ['value is ', type] : 'boolean';
  const body = guardBody(printer, schema, hint);
  printer.statements.push(declareFunction(name, [['value: unknown'], returns], body));
  return name;
}

/** The check of a schema, likewise. */
export function checkOf(printer: Printer, schema: JsonSchema, hint: string): string {
  const known = printer.checks.get(schema);
  if (known !== undefined) return known;
  const name = printer.nameFor('check', hint);
  printer.checks.set(schema, name);
  const parameters = ['value: unknown', 'path: string', `issues: ${printer.useType('Issue')}[]`];
  const body = checkBody(printer, schema, hint);
  printer.statements.push(declareFunction(name, [parameters, 'void'], [' ', braces(body)]));
  return name;
}

/** A function that can be handed to `every`: the run time's own where there is one. */
export function referenceTo(printer: Printer, schema: JsonSchema, hint: string): string {
  if (typeof schema === 'boolean') {
    return printer.use(schema ? 'isAnything' : 'isNothing', '');
  }
  if (schema.$ref !== undefined) {
    if (schema.$ref === printer.schema.id) return guardOf(printer, printer.schema.json, '');
    const { names, module } = printer.context.schemaOf(schema.$ref);
    return `${printer.useOf(names.value, module)}.is`;
  }
  return builtIn(printer, schema) ?? guardOf(printer, schema, hint);
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

function guardBody(printer: Printer, schema: JsonSchema, hint: string): Layout {
  if (typeof schema === 'object' && schema.$ref === undefined && isObjectSchema(schema)) {
    return [' ', braces(objectGuard(printer, schema, { code: 'value', hint }))];
  }
  const condition = partOf(printer, schema, hint).holds();
  return indent([line, layOutCondition(condition, 'tail')]);
}

function checkBody(printer: Printer, schema: JsonSchema, hint: string): Layout {
  if (typeof schema === 'object' && schema.$ref === undefined && isObjectSchema(schema)) {
    return objectCheck(printer, schema, { code: 'value', hint });
  }
  return layOutStatements(partOf(printer, schema, hint).faults(HERE));
}

const partOf = (
  printer: Printer,
  schema: JsonSchema,
  hint: string,
): ReturnType<typeof schemaPart> =>
  typeof schema === 'boolean' || schema.$ref !== undefined
    ? schemaPart(printer, schema, { code: 'value', hint })
    : inlinePart(printer, schema, { code: 'value', hint });

/** `const name = (parameters): returns => body;` */
export function declareFunction(
  name: string,
  [parameters, returns]: readonly [readonly Layout[], Layout],
  body: Layout,
): Layout {
  const list = indent([softline, join([',', line], [...parameters])]);
  const signature = group([group(['(', list, trailingComma(), softline, ')']), ': ', returns]);
  return group([group(`const ${name}`), ' =', ' ', group([signature, ' =>', group(body), ';'])]);
}

import { ifBreak } from '../../emit/layout.js';

const trailingComma = (): Layout => ifBreak(',');

/** `return condition;` */
export const giveBack = (condition: Condition): Layout =>
  condition.kind === 'and' || condition.kind === 'or'
    ? group(['return ', parenthesized(layOutCondition(condition, 'tail')), ';'])
    : ['return ', layOutCondition(condition, 'tail'), ';'];

const parenthesized = (code: Layout): Layout => [
  ifBreak('('),
  indent([softline, code]),
  softline,
  ifBreak(')'),
];

export const lines = (statements: readonly Layout[]): Layout => join(hardline, [...statements]);
