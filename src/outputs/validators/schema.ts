import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import type { Condition } from './condition.js';
import { and, atom, NEVER, not, or } from './condition.js';
import { call } from './expression.js';
import type { Statement } from './statement.js';
import { statement, when } from './statement.js';
import { arrayPart, hasItems } from './arrays.js';
import { combinations, isCombined } from './combinations.js';
import { formatOf } from './strings.js';
import { checkOf, guardOf } from './functions.js';
import { isObjectSchema } from './objects.js';
import type { Part, Printer, Subject } from './printer.js';
import { allOf, ANYTHING } from './rule.js';
import { pathText } from './path.js';
import { numberPart } from './numbers.js';
import { stringPart } from './strings.js';
import type { JsonType } from './types.js';
import { allowedTypes, narrow, typeOfValue, typeMessage, wrongTypes } from './types.js';
import { valuesOf, valuesPart } from './values.js';

/** What a schema asks of the value: in place if that is short, else through a function of its own. */
export function schemaPart(printer: Printer, schema: JsonSchema, subject: Subject): Part {
  if (schema === true) return ANYTHING;
  if (schema === false) return nothing(printer);
  if (schema.$ref !== undefined) return reference(printer, schema.$ref, subject);
  // Inside a loop over items there is no second one.
  const isNested =
    (subject.code === printer.variables.item && hasItems(schema)) ||
    (subject.narrowed === true && looksInside(schema));
  return isNested || needsFunction(schema)
    ? functionPart(printer, schema, subject)
    : inlinePart(printer, schema, subject);
}

/**
 * Whether the code of a schema does more with the value than to tell its type or hand it on. Where
 * TypeScript has narrowed the value already, to `never` even, such code would be refused.
 */
const looksInside = (schema: JsonSchemaObject): boolean =>
  valuesOf(schema) !== undefined ||
  hasItems(schema) ||
  schema.minItems !== undefined ||
  schema.maxItems !== undefined;

const nothing = (printer: Printer): Part => ({
  holds: () => NEVER,
  faults: (path) => [printer.fail(path, 'false schema', 'must not be present')],
});

function reference(printer: Printer, id: string, { code }: Subject): Part {
  const { schema, context } = printer;
  if (id === schema.id) return functionPart(printer, schema.json, { code, hint: '' });
  const { names, module } = context.schemaOf(id);
  const other = (): string => printer.useOf(names.value, module);
  const { variables } = printer;
  return {
    holds: () => atom(call(`${other()}.is`, code)),
    faults: (path) => {
      const place = pathText(path, variables.path);
      const found = call(`${other()}.issues`, code);
      return [statement(call(printer.use('failAll', ''), variables.issues, place, found))];
    },
  };
}

const functionPart = (printer: Printer, schema: JsonSchema, { code, hint }: Subject): Part => ({
  holds: () => {
    const guard = guardOf(printer, schema, hint);
    return typeof guard === 'string' ? atom(call(guard, code)) : guard;
  },
  faults: (path) => {
    const check = checkOf(printer, schema, hint);
    if (check === undefined) return [];
    const { path: place, issues } = printer.variables;
    return [statement(call(check, code, pathText(path, place), issues))];
  },
});

const needsFunction = (schema: JsonSchemaObject): boolean =>
  isObjectSchema(schema) || (hasItems(schema) && !isShort(schema)) || isCombined(schema);

/** A list whose items are described by a name or by little more than their type. */
const isShort = ({ items, contains }: JsonSchemaObject): boolean =>
  contains === undefined &&
  !Array.isArray(items) &&
  typeof items === 'object' &&
  !('items' in items) &&
  !needsFunction(items as JsonSchemaObject);

/** What a schema asks of the value, all but of the properties of objects. */
export function inlinePart(printer: Printer, schema: JsonSchemaObject, subject: Subject): Part {
  const sections = sectionsOf(printer, schema, subject);
  const own =
    valuesOf(schema) === undefined
      ? [typedPart(printer, schema, { subject, sections })]
      : [valuesPart(printer, schema, subject), untyped(printer, sections, subject)];
  return allOf([...own, ...combinations(printer, schema, subject)]) ?? ANYTHING;
}

type Sections = readonly (readonly [JsonType, Part])[];

/** The keywords that speak of one type only, by that type. */
function sectionsOf(printer: Printer, schema: JsonSchemaObject, subject: Subject): Sections {
  const values = valuesOf(schema);
  const possible = values === undefined ? undefined : new Set(values.map(typeOfValue));
  const allowed = allowedTypes(schema);
  const sections: [JsonType, Part][] = [];
  for (const [type, partOf] of SECTIONS) {
    if (possible?.has(type) === false) continue;
    const name =
      type === 'number' && allowed?.includes('number') === false ? ('integer' as const) : type;
    if (allowed?.includes(name) === false) continue;
    const part = partOf(printer, schema, subject);
    if (part !== undefined) sections.push([name, part]);
  }
  return sections;
}

const SECTIONS = [
  ['string', stringPart],
  ['number', numberPart],
  ['array', arrayPart],
] as const;

function typedPart(
  printer: Printer,
  schema: JsonSchemaObject,
  { subject, sections }: { subject: Subject; sections: Sections },
): Part {
  const allowed = allowedTypes(schema);
  if (allowed === undefined) return untyped(printer, sections, subject);
  const others = allowed.filter((type) => !sections.some(([name]) => name === type));
  const otherTypes = (): Condition =>
    or(...others.map((type) => narrow(printer, type, subject.code)));
  return {
    holds: () =>
      or(
        otherTypes(),
        ...sections.map(([type, part]) =>
          guardsItself(schema, type)
            ? part.holds()
            : and(narrow(printer, type, subject.code), part.holds()),
        ),
      ),
    faults: (path) => {
      const wrong = [printer.fail(path, 'type', typeMessage(allowed))];
      if (sections.length === 0) return when(wrongTypes(printer, allowed, subject.code), wrong);
      const [only, second] = sections;
      if (only !== undefined && second === undefined && others.length === 0) {
        const [type, part] = only;
        return when(not(narrow(printer, type, subject.code)), wrong, part.faults(path));
      }
      let chain: readonly Statement[] = when(otherTypes(), [], wrong);
      for (const [type, part] of sections.toReversed()) {
        const test = narrow(printer, type, subject.code);
        chain = when(test, part.faults(path), chain);
      }
      return chain;
    },
  };
}

/** A format's guard tells the type as well. */
const guardsItself = (schema: JsonSchemaObject, type: JsonType): boolean =>
  formatOf(schema, type === 'integer' ? 'number' : type) !== undefined &&
  !(type === 'array' || type === 'object');

const untyped = (printer: Printer, sections: Sections, { code }: Subject): Part => ({
  holds: () =>
    and(...sections.map(([type, part]) => or(wrongTypes(printer, [type], code), part.holds()))),
  faults: (path) =>
    sections.flatMap(([type, part]) => when(narrow(printer, type, code), part.faults(path))),
});
