import type { Imports } from '../../emit/imports.js';

const words = (list: string): readonly string[] => list.split(/\s+/);

/** Names that no variable of a printed function may take. */
const RESERVED: ReadonlySet<string> = new Set([
  // ECMA-262 section 12.7.2, in strict mode, and globals that printed code uses
  ...words(`arguments await break case catch class const continue debugger default delete do else
    enum eval export extends false finally for function if implements import in instanceof
    interface let new null package private protected public return static super switch this throw
    true try typeof var void while with yield undefined NaN Infinity Object Array Set JSON RegExp`),
  // parameters and variables of printed functions
  ...words('value path issues item index key'),
  // what printed code imports
  ...words(`fail failAll escapeKey createValidator anything deepEqual hasUniqueItems codePoints
    isMultipleOf isOnlyOne ownProperty keysOf everyProperty checkNothing checkAbsent`),
]);

/** Guards of the run time: a schema called `Uuid` may not call its own guard like that. */
const GUARDS: ReadonlySet<string> = new Set(
  words(`isAnything isNothing isObject isArray isString isBoolean isNull isNumber isInteger isUuid
    isDateTime isDate isTime isIsoDateTime isIsoTime isDuration isEmail isHostname isIpv4 isIpv6
    isUri isUriReference isUriTemplate isUrl isJsonPointer isJsonPointerUriFragment
    isRelativeJsonPointer isRegex isBase64 isInt32 isInt64 isMultipleOf isOnlyOne`),
);

/** Names on the top level of each file: several schemas are printed into one. */
const declaredIn = new WeakMap<Imports, Set<string>>();

/** Makes the names of functions, constants and variables of one schema's code. */
export class Names {
  readonly #declared: Set<string>;
  readonly #imported: ReadonlySet<string>;
  readonly #locals = new Set<string>();

  /** @param imported names that the code refers to: validators of other schemas */
  constructor(imports: Imports, imported: ReadonlySet<string>) {
    this.#declared = declaredIn.get(imports) ?? new Set();
    declaredIn.set(imports, this.#declared);
    this.#imported = imported;
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
    const taken = [RESERVED, GUARDS, this.#declared, this.#imported, beside];
    let name = wanted;
    for (let i = 1; taken.some((names) => names.has(name)); i += 1) {
      name = `${wanted}_${i + 1}`;
    }
    return name;
  }
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
