import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { and, atom, compare, or } from './condition.js';
import { call } from './expression.js';
import type { Statement } from './statement.js';
import { loop, when } from './statement.js';
import { referenceTo } from './functions.js';
import type { Locals } from './locals.js';
import { refusesUndefined } from './objects.js';
import { otherProperties } from './other-properties.js';
import type { Path } from './path.js';
import { place, property } from './path.js';
import type { Part, Printer } from './printer.js';
import { ANYTHING, counted, rule } from './rule.js';
import { schemaPart } from './schema.js';

/** Where the properties of an object are spoken of. */
export interface ObjectScope {
  readonly locals: Locals;
  readonly hint: string;
}

/** Draft-07 validation, section 6.5. */
export const propertyParts = (
  printer: Printer,
  schema: JsonSchemaObject,
  scope: ObjectScope,
): Part[] => [
  ...declared(printer, schema, scope),
  ...dependencies(printer, schema, scope),
  ...countParts(printer, schema),
  ...(schema.propertyNames === undefined
    ? []
    : [namesPart(printer, schema.propertyNames, scope.hint)]),
  ...otherProperties(printer, schema, scope.hint),
];

const present = (locals: Locals, name: string): Condition =>
  compare(locals.get(name), '!==', 'undefined');
const absent = (locals: Locals, name: string): Condition =>
  compare(locals.get(name), '===', 'undefined');

function declared(printer: Printer, schema: JsonSchemaObject, scope: ObjectScope): Part[] {
  const required = new Set(schema.required);
  const properties = new Map<string, JsonSchema>(Object.entries(schema.properties ?? {}));
  const names = new Set([...properties.keys(), ...required]);
  return [...names].map((name) => {
    const given = properties.get(name) ?? true;
    return required.has(name)
      ? requiredPart(printer, given, { scope, name })
      : optionalPart(printer, given, { scope, name });
  });
}

interface Named {
  readonly scope: ObjectScope;
  readonly name: string;
}

/** The property's own schema. Its variable is made only when there is something to ask. */
function ownPart(
  printer: Printer,
  schema: JsonSchema,
  { scope: { locals, hint }, name }: Named,
): () => Part {
  let known: { readonly code: string; readonly part: Part } | undefined;
  return () => {
    const code = locals.get(name);
    if (known?.code !== code)
      known = { code, part: schemaPart(printer, schema, { code, hint: `${hint} ${name}` }) };
    return known.part;
  };
}

function requiredPart(printer: Printer, schema: JsonSchema, named: Named): Part {
  const {
    scope: { locals },
    name,
  } = named;
  const own = ownPart(printer, schema, named);
  return {
    holds: () => {
      const value = own().holds();
      return refusesUndefined(schema) ? value : and(present(locals, name), value);
    },
    faults: (path) =>
      when(
        absent(locals, name),
        [printer.fail(property(path, name), 'required', 'must be present')],
        own().faults(property(path, name)),
      ),
  };
}

function optionalPart(printer: Printer, schema: JsonSchema, named: Named): Part {
  if (saysNothing(schema)) return ANYTHING;
  const {
    scope: { locals },
    name,
  } = named;
  const own = ownPart(printer, schema, named);
  const holds = (): Condition => or(absent(locals, name), own().holds());
  const faults = (path: Path): Statement[] =>
    when(present(locals, name), own().faults(property(path, name)));
  return {
    holds: () => locals.whereNeeded(name, holds, ({ kind }) => kind !== 'always'),
    faults: (path) =>
      locals.whereNeeded(
        name,
        () => faults(path),
        ({ length }) => length > 0,
      ),
  };
}

const ANNOTATIONS = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
  'discriminator',
  'nullable',
]);

const saysNothing = (schema: JsonSchema): boolean =>
  schema === true ||
  (schema !== false &&
    Object.keys(schema).every((key) => ANNOTATIONS.has(key) || key.startsWith('x-')));

function dependencies(printer: Printer, schema: JsonSchemaObject, scope: ObjectScope): Part[] {
  const { locals, hint } = scope;
  return Object.entries(schema.dependencies ?? {}).flatMap(([name, needed]): Part[] => {
    if (isList(needed)) return needed.map((other) => neededPart(printer, locals, [name, other]));
    if (saysNothing(needed)) return [];
    const part = schemaPart(printer, needed, {
      code: printer.variables.value,
      hint: `${hint} with ${name}`,
      narrowed: true,
    });
    return [
      {
        holds: () => or(absent(locals, name), part.holds()),
        faults: (path) => when(present(locals, name), part.faults(path)),
      },
    ];
  });
}

const isList = (needed: JsonSchema | readonly string[]): needed is readonly string[] =>
  Array.isArray(needed);

const neededPart = (
  printer: Printer,
  locals: Locals,
  [name, other]: readonly [string, string],
): Part => ({
  holds: () => or(absent(locals, name), present(locals, other)),
  faults: (path) =>
    when(and(present(locals, name), absent(locals, other)), [
      printer.fail(
        property(path, other),
        'dependencies',
        `must be present beside ${JSON.stringify(name)}`,
      ),
    ]),
});

function countParts(printer: Printer, schema: JsonSchemaObject): Part[] {
  const { minProperties, maxProperties } = schema;
  const count = (): string =>
    `${printer.use('keysOf', '/objects')}(${printer.variables.value}).length`;
  const parts: Part[] = [];
  if (minProperties !== undefined && minProperties > 0) {
    parts.push(
      rule(printer, () => compare(count(), '>=', String(minProperties)), {
        keyword: 'minProperties',
        message: `must have at least ${counted(minProperties, 'property')}`,
      }),
    );
  }
  if (maxProperties !== undefined) {
    parts.push(
      rule(printer, () => compare(count(), '<=', String(maxProperties)), {
        keyword: 'maxProperties',
        message: `must have at most ${counted(maxProperties, 'property')}`,
      }),
    );
  }
  return parts;
}

function namesPart(printer: Printer, schema: JsonSchema, hint: string): Part {
  const { key, value } = printer.variables;
  const keys = (): string => `${printer.use('keysOf', '/objects')}(${value})`;
  const fits = (): string => referenceTo(printer, schema, `${hint} name`);
  return {
    holds: () => atom(call(`${keys()}.every`, fits())),
    faults: (path) => {
      const token = `${printer.use('escapeKey', '')}(${key})`;
      const wrong = printer.fail(place(path, token), 'propertyNames', 'must have another name');
      return [loop(`const ${key} of ${keys()}`, when(atom(call(fits(), key)), [], [wrong]))];
    },
  };
}
