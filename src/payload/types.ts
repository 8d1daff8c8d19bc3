import { deepEqual } from '../../templates/runtime/validation/values.js';
import { nearest } from '../nearest.js';
import type { Fault, Test } from './run.js';
import { listOf } from './schema.js';
import type { Schema } from './schema.js';
import { anyOf, literal, mustBe, nounOf } from './words.js';

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'null', 'array', 'object']);

/** The JSON type of a value; numbers without a fraction are integers, too. */
function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** The types that a schema allows; nothing for all. `nullable` adds null, as OpenAPI says. */
function allowedTypes(schema: Schema): readonly string[] | undefined {
  const { type, nullable } = schema.value;
  if (!schema.has('type')) return undefined;
  const named = (Array.isArray(type) ? (type as readonly unknown[]) : [type]).filter(
    (name): name is string => typeof name === 'string' && TYPES.has(name),
  );
  // A name that is no type is a fault of the schema, and might have allowed anything.
  if (named.length === 0 || (Array.isArray(type) && named.length < type.length)) return undefined;
  return nullable === true && schema.has('nullable') ? [...named, 'null'] : named;
}

/** `type`. */
export function typeTest(schema: Schema): Test | undefined {
  const allowed = allowedTypes(schema);
  if (allowed === undefined) return undefined;
  const [only = ''] = allowed;
  const fits =
    allowed.length === 1
      ? (value: unknown) => isOfType(value, only)
      : (value: unknown) => allowed.some((type) => isOfType(value, type));
  return (value, run) =>
    fits(value) ||
    run.fail(() => ({
      keyword: 'type',
      rule: schema.rule('type'),
      ...unlike(allowed.map(nounOf), value),
    }));
}

/** `enum`. */
export function enumTest(schema: Schema): Test | undefined {
  const values = listOf(schema, 'enum');
  if (values === undefined) return undefined;
  const scalars = new Set(values.filter((value) => !isContainer(value)));
  const containers = values.filter(isContainer);
  return (value, run) =>
    (isContainer(value)
      ? containers.some((one) => deepEqual(one, value))
      : scalars.has(value) || (value === null && schema.value['nullable'] === true)) ||
    run.fail(() => ({
      keyword: 'enum',
      rule: schema.rule('enum'),
      ...unlike(values.map(literal), value),
      help: meant(value, values),
      expected: values,
    }));
}

/** `const`. */
export function constTest(schema: Schema): Test | undefined {
  if (!schema.has('const')) return undefined;
  const only = schema.value['const'];
  return (value, run) =>
    deepEqual(only, value) ||
    run.fail(() => ({
      keyword: 'const',
      rule: schema.rule('const'),
      ...unlike([literal(only)], value),
      help: meant(value, [only]),
      expected: [only],
    }));
}

const unlike = (wanted: readonly string[], value: unknown): Pick<Fault, 'message' | 'wanted'> => ({
  message: mustBe(anyOf(wanted), value),
  wanted,
});

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The value that was probably meant by a text or a number. */
export function meant(value: unknown, values: readonly unknown[]): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const texts = values.filter((one) => typeof one === 'string');
  const found = nearest(String(value), texts);
  if (found !== undefined) return `Did you mean ${literal(found)}?`;
  if (texts.length === 0 || typeof value !== 'number') return undefined;
  return texts.includes(String(value)) ? `Put it in quotes: "${value}".` : undefined;
}
