import type { JsonSchemaObject } from '../../model/model.js';
import { atom, compare } from './condition.js';
import { call } from './expression.js';
import type { Part, Printer, Subject } from './printer.js';
import { allOf, rule } from './rule.js';
import { formatOf, formatPart } from './strings.js';

const BOUNDS = [
  ['minimum', '>=', 'at least'],
  ['exclusiveMinimum', '>', 'greater than'],
  ['maximum', '<=', 'at most'],
  ['exclusiveMaximum', '<', 'less than'],
] as const;

/** Draft-07 validation, section 6.2. */
export function numberPart(
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): Part | undefined {
  const format = formatOf(schema, 'number');
  const parts = format === undefined ? [] : [formatPart(printer, format, subject)];
  for (const [keyword, operator, words] of BOUNDS) {
    const bound = schema[keyword];
    if (typeof bound !== 'number') continue;
    parts.push(
      rule(printer, () => compare(subject.code, operator, numeral(bound)), {
        keyword,
        message: `must be ${words} ${bound}`,
      }),
    );
  }
  const { multipleOf } = schema;
  if (multipleOf !== undefined) parts.push(multipleOfPart(printer, multipleOf, subject));
  return allOf(parts);
}

function multipleOfPart(printer: Printer, divisor: number, { code }: Subject): Part {
  const holds = (): string => printer.use('isMultipleOf', '/values');
  return rule(printer, () => atom(call(holds(), code, numeral(divisor))), {
    keyword: 'multipleOf',
    message: `must be a multiple of ${divisor}`,
  });
}

/** A number literal as Prettier writes it: no `+` in an exponent. */
export const numeral = (value: number): string => String(value).replace('e+', 'e');
