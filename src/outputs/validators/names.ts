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
export interface Variables {
  readonly value: string;
  readonly path: string;
  readonly issues: string;
  readonly item: string;
  readonly index: string;
  readonly key: string;
}

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
  readonly #ofSchemas: ReadonlySet<string>;
  readonly #ofRuntime: ReadonlyMap<string, string>;
  readonly #locals = new Set<string>();
  readonly #taken: readonly ReadonlySet<string>[];

  /** @param ofSchemas the names that the file declares or imports for schemas */
  constructor(imports: Imports, ofSchemas: ReadonlySet<string>) {
    this.#declared = declaredIn.get(imports) ?? new Set();
    declaredIn.set(imports, this.#declared);
    this.#ofSchemas = ofSchemas;
    this.variables = {
      value: this.#variable('value'),
      path: this.#variable('path'),
      issues: this.#variable('issues'),
      item: this.#variable('item'),
      index: this.#variable('index'),
      key: this.#variable('key'),
    };
    this.#ofRuntime = new Map(
      [...ofSchemas]
        .filter((name) => RUNTIME.has(name))
        .map((name) => [name, alias(name, ofSchemas)]),
    );
    const own = new Set([
      ...Object.values<string>({ ...this.variables }),
      ...this.#ofRuntime.values(),
    ]);
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

  #variable(name: keyof Variables): string {
    if (!this.#ofSchemas.has(name)) return name;
    return unlike(OTHER_NAMES[name], [this.#ofSchemas]);
  }

  #free(wanted: string, beside: ReadonlySet<string>): string {
    return unlike(wanted, [...this.#taken, beside]);
  }
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
