import { nearest } from '../nearest.js';
import { code } from '../show.js';
import { isObject } from '../spec/shape.js';
import type { Pattern } from './pattern.js';
import { matches, testBelow } from './run.js';
import type { Run, Test } from './run.js';
import { hasSchema, isSchema, listOf, namesOf, numberOf } from './schema.js';
import type { Schema } from './schema.js';
import { allOf, counted } from './words.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** The keywords of objects; a value that comes here is one. */
export function objectTests(schema: Schema): readonly Test[] {
  return [
    ...countTests(schema),
    ...requiredTest(schema),
    ...propertiesTest(schema),
    ...namesTest(schema),
    ...dependenciesTest(schema),
  ];
}

function countTests(schema: Schema): readonly Test[] {
  const [min, max] = [numberOf(schema, 'minProperties'), numberOf(schema, 'maxProperties')];
  const limit = (keyword: string, fits: (count: number) => boolean, words: string): Test => {
    return (value, run) => {
      const count = Object.keys(value as JsonObject).length;
      const message = `This object must have ${words}, but it has ${count}.`;
      return fits(count) || run.fail(() => ({ keyword, rule: schema.rule(keyword), message }));
    };
  };
  return [
    ...(min === undefined
      ? []
      : [limit('minProperties', (n) => n >= min, `at least ${properties(min)}`)]),
    ...(max === undefined
      ? []
      : [limit('maxProperties', (n) => n <= max, `at most ${properties(max)}`)]),
  ];
}

const properties = (count: number): string =>
  counted(count, 'propert')
    .replace(/propert$/, 'property')
    .replace(/properts$/, 'properties');

function requiredTest(schema: Schema): readonly Test[] {
  const names = listOf(schema, 'required')?.filter((name) => typeof name === 'string') ?? [];
  if (names.length === 0) return [];
  const isThere = (value: unknown) => (name: string) => Object.hasOwn(value as JsonObject, name);
  return [
    (value, run) =>
      names.every(isThere(value)) ||
      (run.issues !== undefined && lacking(schema, { names, value: value as JsonObject }, run)),
  ];
}

/** One fault for all that an object lacks, but for what it has by a slip of the pen. */
function lacking(
  schema: Schema,
  { names, value }: { readonly names: readonly string[]; readonly value: JsonObject },
  run: Run,
): false {
  const declared = new Set(namesOf(schema, 'properties'));
  const others = Object.keys(value).filter((key) => !declared.has(key));
  const isClosed = schema.value['additionalProperties'] === false;
  // In a closed object the key that nobody knows is reported, and says what it was meant to be.
  const isReported = (name: string): boolean =>
    isClosed && declared.has(name) && nearest(name, others) !== undefined;
  const missing = names.filter((name) => !Object.hasOwn(value, name) && !isReported(name));
  const [first] = missing;
  if (first === undefined) return false;
  const meant = missing.length === 1 && first.length > 2 ? nearest(first, others) : undefined;
  return run.fail(() => ({
    keyword: 'required',
    rule: schema.rule('required'),
    part: 'key',
    message: `This object lacks its ${missing.length === 1 ? 'property' : 'properties'} ${allOf(missing.map(code))}.`,
    help: meant === undefined ? undefined : `Is ${code(meant)} meant to be ${code(first)}?`,
  }));
}

interface Fields {
  readonly named: ReadonlyMap<string, Test>;
  readonly patterns: readonly (readonly [Pattern, Test])[];
  readonly others: Test | undefined;
  /** Whether other names are refused. */
  readonly isClosed: boolean;
}

function fieldsOf(schema: Schema): Fields {
  const testsOf = (keyword: string): (readonly [string, Test])[] =>
    namesOf(schema, keyword).map((name) => [name, schema.test(keyword, name)] as const);
  const isClosed = schema.value['additionalProperties'] === false;
  const hasOthers = !isClosed && hasSchema(schema, 'additionalProperties');
  return {
    named: new Map(testsOf('properties')),
    patterns: testsOf('patternProperties').flatMap(([text, test]) => {
      const pattern = schema.pattern(text);
      return pattern === undefined ? [] : [[pattern, test] as const];
    }),
    others: hasOthers ? schema.test('additionalProperties') : undefined,
    isClosed,
  };
}

/** `properties`, `patternProperties` and `additionalProperties`, in one pass over the value. */
function propertiesTest(schema: Schema): readonly Test[] {
  const fields = fieldsOf(schema);
  const { named, patterns, others, isClosed } = fields;
  if (named.size + patterns.length === 0 && others === undefined && !isClosed) return [];
  return [
    (value, run) => {
      let fits = true;
      for (const key of Object.keys(value as JsonObject)) {
        if (testProperty(fields, { schema, value: value as JsonObject, key }, run)) continue;
        if (run.issues === undefined) return false;
        fits = false;
      }
      return fits;
    },
  ];
}

interface Property {
  readonly schema: Schema;
  readonly value: JsonObject;
  readonly key: string;
}

function testProperty(fields: Fields, property: Property, run: Run): boolean {
  const { value, key } = property;
  const own = fields.named.get(key);
  let isKnown = own !== undefined;
  let fits = own === undefined || testBelow(own, value[key], key, run);
  for (const [pattern, test] of fields.patterns)
    if (matches(pattern, key)) {
      isKnown = true;
      fits = testBelow(test, value[key], key, run) && fits;
    }
  if (isKnown) return fits;
  if (fields.isClosed) return unknown(fields, property, run);
  return fields.others === undefined || testBelow(fields.others, value[key], key, run);
}

const unknown = ({ named }: Fields, { schema, value, key }: Property, run: Run): false =>
  run.fail(() => {
    const free = [...named.keys()].filter((name) => !Object.hasOwn(value, name));
    const meant = nearest(key, free);
    return {
      keyword: 'additionalProperties',
      rule: schema.rule('additionalProperties'),
      below: key,
      part: 'key',
      message: `The schema has no property ${code(key)}, and allows no others.`,
      help: meant === undefined ? undefined : `Did you mean ${code(meant)}?`,
    };
  });

function namesTest(schema: Schema): readonly Test[] {
  if (!hasSchema(schema, 'propertyNames')) return [];
  const test = schema.test('propertyNames');
  return [
    (value, run) => {
      const wrong = Object.keys(value as JsonObject).filter(
        (key) => !run.silently(() => test(key, run)),
      );
      for (const key of run.issues === undefined ? [] : wrong) {
        const [reason] = run.reasons(() => test(key, run));
        run.fail(() => ({
          keyword: 'propertyNames',
          rule: reason?.rule ?? schema.rule('propertyNames'),
          below: key,
          part: 'key',
          message: `The name ${code(key)} does not fit: ${reason?.message ?? 'no name does.'}`,
          help: reason?.help,
        }));
      }
      return wrong.length === 0;
    },
  ];
}

function dependenciesTest(schema: Schema): readonly Test[] {
  return namesOf(schema, 'dependencies').flatMap((name) => {
    const dependency = (schema.value['dependencies'] as JsonObject)[name];
    if (Array.isArray(dependency)) return [neededNames(schema, name, dependency)];
    if (!isSchema(dependency)) return [];
    const test = schema.test('dependencies', name);
    return [(value, run) => !has(value, name) || test(value, run)] satisfies Test[];
  });
}

const has = (value: unknown, name: string): boolean =>
  isObject(value) && Object.hasOwn(value, name);

function neededNames(schema: Schema, name: string, needed: readonly unknown[]): Test {
  return (value, run) => {
    if (!has(value, name)) return true;
    const lacking = needed.filter((other) => typeof other === 'string' && !has(value, other));
    for (const other of lacking)
      run.fail(() => ({
        keyword: 'dependencies',
        rule: schema.rule('dependencies', name),
        part: 'key',
        message: `This object has ${code(name)}, and so must have ${code(String(other))}.`,
      }));
    return lacking.length === 0;
  };
}
