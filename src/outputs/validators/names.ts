import type { Imports } from '../../emit/imports.js';

const words = (list: string): readonly string[] => list.split(/\s+/);

/** ECMA-262 section 12.7.2, in strict mode, and globals that printed code uses. */
const RESERVED: ReadonlySet<string> = new Set(
  words(`arguments await break case catch class const continue debugger default delete do else
    enum eval export extends false finally for function if implements import in instanceof
    interface let new null package private protected public return static super switch this throw
    true try typeof var void while with yield undefined NaN Infinity Object Array Set JSON RegExp`),
);

/** What printed code imports of the run time. */
const RUNTIME: ReadonlySet<string> = new Set(
  words(`fail failAll escapeKey createValidator anything deepEqual hasUniqueItems codePoints
    isMultipleOf isOnlyOne ownProperty hasTag keysOf everyProperty checkNothing isAnything isNothing
    isObject isArray isString isBoolean isNull isNumber isInteger isUuid isDateTime isDate isTime
    isIsoDateTime isIsoTime isDuration isEmail isHostname isIpv4 isIpv6 isUri isUriReference
    isUriTemplate isUrl isJsonPointer isJsonPointerUriFragment isRelativeJsonPointer isRegex
    isBase64 isInt32 isInt64 Issue Validator`),
);

/** Parameters and variables of printed functions. */
export type Variables = Readonly<
  Record<'value' | 'path' | 'issues' | 'item' | 'index' | 'key', string>
>;

const USUAL_NAMES: Variables = {
  value: 'value',
  path: 'path',
  issues: 'issues',
  item: 'item',
  index: 'index',
  key: 'key',
};

/** What else they may be called, in a file where a schema is called like that. */
const OTHER_NAMES: Variables = {
  value: 'given',
  path: 'place',
  issues: 'faults',
  item: 'element',
  index: 'position',
  key: 'property',
};

/** Names on the top level of each file: several schemas are printed into one. */
const declaredIn = new WeakMap<Imports, Set<string>>();

/** Makes the names of functions, constants and variables of one schema's code. */
export class Names {
  readonly variables: Variables;
  readonly #declared: Set<string>;
  readonly #ofRuntime: ReadonlyMap<string, string>;
  readonly #locals = new Set<string>();
  readonly #taken: readonly ReadonlySet<string>[];

  /** @param ofSchemas the names that the file declares or imports for schemas */
  constructor(imports: Imports, ofSchemas: ReadonlySet<string>) {
    this.#declared = declaredIn.get(imports) ?? new Set();
    declaredIn.set(imports, this.#declared);
    this.variables = variablesBeside(ofSchemas);
    this.#ofRuntime = aliasesBeside(ofSchemas);
    const own = new Set([...Object.values(this.variables), ...this.#ofRuntime.values()]);
    this.#taken = [RESERVED, RUNTIME, own, this.#declared, ofSchemas];
  }

  /** What the file calls something of the run time: like that, unless a schema has the name. */
  ofRuntime(name: string): string {
    return this.#ofRuntime.get(name) ?? name;
  }

  /** A name for the top level of the file. */
  declare(wanted: string): string {
    const name = this.#free(wanted, this.#locals);
    this.#declared.add(name);
    return name;
  }

  /** A variable's name for a property, unlike those in `beside`. */
  local(property: string, beside: ReadonlySet<string>): string {
    const name = this.#free(camelCase(property), beside);
    this.#locals.add(name);
    return name;
  }

  #free(wanted: string, beside: ReadonlySet<string>): string {
    return unlike(wanted, [...this.#taken, beside]);
  }
}

function variablesBeside(ofSchemas: ReadonlySet<string>): Variables {
  if (Object.values(USUAL_NAMES).every((name) => !ofSchemas.has(name))) return USUAL_NAMES;
  const variable = (name: keyof Variables): string =>
    ofSchemas.has(name) ? unlike(OTHER_NAMES[name], [ofSchemas]) : name;
  return {
    value: variable('value'),
    path: variable('path'),
    issues: variable('issues'),
    item: variable('item'),
    index: variable('index'),
    key: variable('key'),
  };
}

/** What the file calls those things of the run time whose names schemas have. */
function aliasesBeside(ofSchemas: ReadonlySet<string>): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const name of ofSchemas) if (RUNTIME.has(name)) aliases.set(name, alias(name, ofSchemas));
  return aliases;
}

const alias = (name: string, ofSchemas: ReadonlySet<string>): string =>
  unlike(`runtime${name.charAt(0).toUpperCase()}${name.slice(1)}`, [ofSchemas]);

/** A name that none of the sets has. */
function unlike(wanted: string, taken: readonly ReadonlySet<string>[]): string {
  let name = wanted;
  for (let i = 2; taken.some((names) => names.has(name)); i += 1) name = `${wanted}_${i}`;
  return name;
}

/** `event-id` becomes `eventId`; an identifier stays what it is. */
export function camelCase(text: string): string {
  if (/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(text)) return text;
  const pascal = pascalCase(text);
  const name = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  return /^[a-z_]/i.test(name) ? name : `_${name}`;
}

/** `event-id` becomes `EVENT_ID`. Validators have small first letters, so that none is called so. */
export function constantName(text: string): string {
  const name = pascalCase(text)
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1_')
    .toUpperCase();
  return /^[A-Z]/.test(name) ? name : `_${name}`;
}

/** `event-id` becomes `EventId`. */
export const pascalCase = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, 60);
