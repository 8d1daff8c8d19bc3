import type { JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { and, atom, compare, not } from './condition.js';
import { call } from './expression.js';
import type { Printer } from './printer.js';

/** The types of draft-07, validation section 6.1.1. */
export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

const TYPES: readonly string[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'null',
  'array',
  'object',
];
const isType = (name: string): name is JsonType => TYPES.includes(name);

/** The types that a schema allows; `undefined` for all. `nullable` adds `null`, as OpenAPI says. */
export function allowedTypes({
  type,
  nullable,
}: JsonSchemaObject): readonly JsonType[] | undefined {
  if (type === undefined) return undefined;
  const only = typeof type === 'string' && nullable !== true ? ALONE.get(type) : undefined;
  return only ?? typesAmong(typeof type === 'string' ? [type] : type, nullable === true);
}

/** The usual case: one type and no other. */
const ALONE: ReadonlyMap<string, readonly JsonType[]> = new Map(
  TYPES.filter(isType).map((type) => [type, [type]]),
);

function typesAmong(names: readonly string[], nullable: boolean): readonly JsonType[] {
  const named = names.filter(isType);
  const all = nullable ? [...named, 'null' as const] : named;
  return [...new Set(all)].filter((name) => name !== 'integer' || !all.includes('number'));
}

export function typeOfValue(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return isType(type) ? type : 'object';
}

/** Whether a value is of a type; narrows it. */
export function narrow(printer: Printer, type: JsonType, code: string): Condition {
  switch (type) {
    case 'string':
    case 'boolean':
      return compare(`typeof ${code}`, '===', `'${type}'`);
    case 'null':
      return compare(code, '===', 'null');
    case 'number':
    case 'integer':
    case 'array':
    case 'object':
      return atom(call(guardOfType(printer, type), code));
  }
}

/** The run time's guard of a type. */
export const guardOfType = (printer: Printer, type: JsonType): string =>
  printer.use(`is${type.charAt(0).toUpperCase()}${type.slice(1)}`, '/json');

/** Whether a value is of none of these types. */
export const wrongTypes = (printer: Printer, types: readonly JsonType[], code: string): Condition =>
  and(...types.map((type) => not(narrow(printer, type, code))));

const NOUNS: Readonly<Record<JsonType, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  null: 'null',
  array: 'an array',
  object: 'an object',
};

export const typeMessage = (types: readonly JsonType[]): string =>
  types.length === 0
    ? 'must not be present'
    : `must be ${types.map((type) => NOUNS[type]).join(' or ')}`;
