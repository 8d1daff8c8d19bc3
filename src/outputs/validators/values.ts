import { quote } from '../../emit/quote.js';
import type { JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { atom, compare, or } from './condition.js';
import { call } from './expression.js';
import { dataConstant } from './constants.js';
import { constantName } from './names.js';
import { numeral } from './numbers.js';
import type { Part, Printer, Subject } from './printer.js';
import { rule } from './rule.js';
import { allowedTypes, typeOfValue } from './types.js';

/** The values that `enum`, `const` and `type` leave; `undefined` where neither lists any. */
export function valuesOf(schema: JsonSchemaObject): readonly unknown[] | undefined {
  if (schema.enum === undefined && !('const' in schema)) return undefined;
  const values = known.get(schema) ?? remainingValues(schema);
  known.set(schema, values);
  return values;
}

/** Asked for again and again, and of schemas that do not change. */
const known = new WeakMap<JsonSchemaObject, readonly unknown[]>();

function remainingValues(schema: JsonSchemaObject): readonly unknown[] {
  const listed = schema.enum;
  const values = listed ?? [schema.const];
  const allowed = allowedTypes(schema);
  const unique = new Map(values.map((value) => [canonical(value), value]));
  const wanted = 'const' in schema ? canonical(schema.const) : undefined;
  return [...unique].flatMap(([text, value]) =>
    (wanted === undefined || text === wanted) && isAllowed(value, allowed) ? [value] : [],
  );
}

function isAllowed(value: unknown, allowed: readonly string[] | undefined): boolean {
  if (allowed === undefined) return true;
  return (
    allowed.includes(typeOfValue(value)) || (allowed.includes('integer') && Number.isInteger(value))
  );
}

/** The same text for the same JSON. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`,
  );
  return `{${entries.sort().join()}}`;
}

/** Draft-07 validation, sections 6.1.2 and 6.1.3, and `type` for what it leaves of them. */
export function valuesPart(printer: Printer, schema: JsonSchemaObject, subject: Subject): Part {
  const values = valuesOf(schema) ?? [];
  const keyword = 'const' in schema ? 'const' : 'enum';
  const listed = values.slice(0, 10).map((value) => JSON.stringify(value));
  const more = values.length > listed.length ? ', ...' : '';
  const one = listed.length > 1 ? 'one of ' : '';
  const message =
    listed.length === 0 ? 'must not be present' : `must be ${one}${listed.join(', ')}${more}`;
  return rule(printer, () => or(...values.map((value) => equals(printer, value, subject))), {
    keyword,
    message,
  });
}

function equals(printer: Printer, value: unknown, { code, hint }: Subject): Condition {
  if (typeof value !== 'object' || value === null) return compare(code, '===', literal(value));
  const wanted = constantName(`${hint === '' ? printer.schema.names.type : hint} value`);
  const constant = dataConstant(printer, value, wanted);
  return atom(call(printer.use('deepEqual', '/values'), code, constant));
}

/** A string, number, boolean or `null` as code. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' ? numeral(value) : String(value);
}
