import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { atom, compare, NEVER, or } from './condition.js';
import { call } from './expression.js';
import type { Statement } from './statement.js';
import { loop, when } from './statement.js';
import { referenceTo } from './functions.js';
import { place, property } from './path.js';
import type { Part, Printer, Subject } from './printer.js';
import { allOf, counted, rule } from './rule.js';
import { schemaPart } from './schema.js';

/** Whether a schema describes the items of arrays. */
export const hasItems = ({ items, contains }: JsonSchemaObject): boolean =>
  items !== undefined || contains !== undefined;

/** Draft-07 validation, section 6.4. */
export function arrayPart(
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): Part | undefined {
  return allOf([
    ...lengthParts(printer, schema, subject),
    ...itemParts(printer, schema, subject),
    ...(schema.contains === undefined ? [] : [containsPart(printer, schema.contains, subject)]),
    ...(schema.uniqueItems === true ? [uniquePart(printer, subject)] : []),
  ]);
}

function lengthParts(
  printer: Printer,
  { minItems, maxItems }: JsonSchemaObject,
  { code }: Subject,
): Part[] {
  const parts: Part[] = [];
  if (minItems !== undefined && minItems > 0) {
    parts.push(
      rule(printer, () => compare(`${code}.length`, '>=', String(minItems)), {
        keyword: 'minItems',
        message: `must have at least ${counted(minItems, 'item')}`,
      }),
    );
  }
  if (maxItems !== undefined) {
    parts.push(
      rule(printer, () => compare(`${code}.length`, '<=', String(maxItems)), {
        keyword: 'maxItems',
        message: `must have at most ${counted(maxItems, 'item')}`,
      }),
    );
  }
  return parts;
}

const uniquePart = (printer: Printer, { code }: Subject): Part =>
  rule(printer, () => atom(call(printer.use('hasUniqueItems', '/values'), code)), {
    keyword: 'uniqueItems',
    message: 'must not have two equal items',
  });

const containsPart = (printer: Printer, schema: JsonSchema, { code, hint }: Subject): Part =>
  rule(
    printer,
    () => {
      if (schema === false) return NEVER;
      if (schema === true) return compare(`${code}.length`, '>', '0');
      return atom(call(`${code}.some`, referenceTo(printer, schema, `${hint} contained`)));
    },
    { keyword: 'contains', message: 'must have an item of the kind that is asked for' },
  );

function itemParts(printer: Printer, schema: JsonSchemaObject, subject: Subject): Part[] {
  const { items, additionalItems } = schema;
  if (items === undefined || items === true) return [];
  if (!isTuple(items)) return [restPart(printer, items, { subject, from: 0 })];
  const parts = items.map((item, index) => tuplePart(printer, item, { subject, index }));
  if (additionalItems === undefined || additionalItems === true) return parts;
  return [...parts, restPart(printer, additionalItems, { subject, from: items.length })];
}

const isTuple = (items: JsonSchema | readonly JsonSchema[]): items is readonly JsonSchema[] =>
  Array.isArray(items);

function tuplePart(
  printer: Printer,
  schema: JsonSchema,
  { subject: { code, hint }, index }: { subject: Subject; index: number },
): Part {
  const part = schemaPart(printer, schema, {
    code: `${code}[${index}]`,
    hint: `${hint} item ${index + 1}`,
  });
  return {
    holds: () => or(compare(`${code}.length`, '<=', String(index)), part.holds()),
    faults: (path) =>
      when(
        compare(`${code}.length`, '>', String(index)),
        part.faults(property(path, String(index))),
      ),
  };
}

function restPart(
  printer: Printer,
  schema: JsonSchema,
  { subject: { code, hint }, from }: { subject: Subject; from: number },
): Part {
  if (schema === false) return noMore(printer, code, from);
  const { item, index } = printer.variables;
  const part = schemaPart(printer, schema, { code: item, hint: `${hint} item` });
  const list = from === 0 ? code : `${code}.slice(${from})`;
  return {
    holds: () => {
      const each = part.holds();
      if (each.kind === 'always') return each;
      return atom(call(`${list}.every`, referenceTo(printer, schema, `${hint} item`)));
    },
    faults: (path) => {
      const each = part.faults(place(path, index));
      return each.length === 0 ? [] : [overItems(printer, { code, from, each })];
    },
  };
}

interface Items {
  readonly code: string;
  readonly from: number;
  readonly each: readonly Statement[];
}

function overItems(
  { variables: { index, item } }: Printer,
  { code, from, each }: Items,
): Statement {
  const body = from === 0 ? each : when(compare(index, '>=', String(from)), each);
  return loop(`const [${index}, ${item}] of ${code}.entries()`, body);
}

const noMore = (printer: Printer, code: string, count: number): Part =>
  rule(
    printer,
    () =>
      count === 0
        ? compare(`${code}.length`, '===', '0')
        : compare(`${code}.length`, '<=', String(count)),
    {
      keyword: count === 0 ? 'items' : 'additionalItems',
      message: `must have at most ${counted(count, 'item')}`,
    },
  );
