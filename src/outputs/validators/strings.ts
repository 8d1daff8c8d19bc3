import { quote } from '../../emit/quote.js';
import type { JsonSchemaObject } from '../../model/model.js';
import { atom, compare } from './condition.js';
import { call } from './expression.js';
import { declareConstant } from './constants.js';
import type { Format } from './formats.js';
import { FORMATS } from './formats.js';
import type { Part, Printer, Subject } from './printer.js';
import { constantName } from './names.js';
import { allOf, counted, rule } from './rule.js';

/** The format that a schema asks of values of a type, if it is one that restricts them. */
export function formatOf({ format }: JsonSchemaObject, type: string): Format | undefined {
  const known = format === undefined ? undefined : FORMATS.get(format);
  return known?.type === type ? known : undefined;
}

/** `format` as a part. */
export function formatPart(printer: Printer, format: Format, { code }: Subject): Part {
  const guard = (): string => printer.use(format.guard, `/${format.module}`);
  return rule(printer, () => atom(call(guard(), code)), {
    keyword: 'format',
    message: `must be ${format.noun}`,
  });
}

/** Draft-07 validation, sections 6.3 and 7. */
export function stringPart(
  printer: Printer,
  schema: JsonSchemaObject,
  subject: Subject,
): Part | undefined {
  const { minLength, maxLength, pattern } = schema;
  const format = formatOf(schema, 'string');
  const parts: Part[] = [];
  const length = (): string => `${printer.use('codePoints', '/values')}(${subject.code})`;
  if (format !== undefined) parts.push(formatPart(printer, format, subject));
  if (minLength !== undefined && minLength > 0) {
    parts.push(
      rule(printer, () => compare(length(), '>=', String(minLength)), {
        keyword: 'minLength',
        message: `must have at least ${counted(minLength, 'character')}`,
      }),
    );
  }
  if (maxLength !== undefined) {
    parts.push(
      rule(printer, () => compare(length(), '<=', String(maxLength)), {
        keyword: 'maxLength',
        message: `must have at most ${counted(maxLength, 'character')}`,
      }),
    );
  }
  if (pattern !== undefined && isPattern(pattern))
    parts.push(patternPart(printer, pattern, subject));
  return allOf(parts);
}

const patternPart = (printer: Printer, pattern: string, subject: Subject): Part =>
  rule(
    printer,
    () => atom(call(`${patternConstant(printer, pattern, subject.hint)}.test`, subject.code)),
    { keyword: 'pattern', message: `must match ${pattern}` },
  );

/** The name of a constant with the regular expression. */
export function patternConstant(printer: Printer, pattern: string, hint: string): string {
  const name = constantName(`${hint === '' ? printer.schema.names.type : hint} pattern`);
  const flags = compiles(pattern, 'u') ? [quote('u')] : [];
  return printer.constant(name, `pattern ${pattern}`, (constant) =>
    declareConstant(`const ${constant}`, call('new RegExp', quote(pattern), ...flags)),
  );
}

/** ECMA-262 with Unicode, as draft-07 recommends; without, where a pattern needs that. */
export const isPattern = (pattern: string): boolean =>
  compiles(pattern, 'u') || compiles(pattern, '');

function compiles(pattern: string, flags: string): boolean {
  try {
    return new RegExp(pattern, flags) instanceof RegExp;
  } catch {
    return false;
  }
}
