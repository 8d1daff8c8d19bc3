import { layOut } from '../../emit/layout.js';
import type { Schema } from '../../model/model.js';
import type { PrintContext } from '../context.js';
import { call } from './code.js';
import { declareConstant } from './constants.js';
import { checkOf, guardOf } from './functions.js';
import { mentions, Printer } from './printer.js';
import { inlinePart } from './schema.js';
import { isObjectSchema } from './objects.js';

/**
 * Prints a schema's validator as TypeScript: a guard that stops at the first fault, a check that
 * lists every fault, and the `Validator` made of the two. Names that it needs of other modules go
 * into `context.imports`; the schema's type must be declared or imported by the same file.
 * @returns top-level statements, formatted, that end with `export const ...: Validator<...> = ...;`
 */
export function printValidator(schema: Schema, context: PrintContext): string {
  const printer = new Printer(schema, context);
  const { names } = schema;
  const [guard, check] = halves(printer);
  const left = [
    'export const ',
    names.value,
    ': ',
    printer.useType('Validator'),
    `<${names.type}>`,
  ];
  const create = call(printer.use('createValidator', ''), guard, check);
  const statements = [...printer.statements, declareConstant(left, create)];
  const text = withoutUnused(statements.map(layOut)).map(markUnused).join('\n\n');
  printer.importWhatIsIn(text);
  return text;
}

/** Drops functions and constants that only a condition named which could never be met. */
function withoutUnused(texts: readonly string[]): readonly string[] {
  const used = texts.filter((text, i) => {
    const name = /^const (\w+)/.exec(text)?.[1];
    return name === undefined || texts.some((other, k) => k !== i && mentions(other, name));
  });
  return used.length === texts.length ? used : withoutUnused(used);
}

/** A parameter that is not looked at begins with `_`. */
const markUnused = (text: string): string =>
  text.split(/\bvalue\b/).length === 2 ? text.replace('(value: unknown', '(_value: unknown') : text;

/** The names of the two functions: the run time's own for what accepts everything or nothing. */
function halves(printer: Printer): readonly [string, string] {
  const { json } = printer.schema;
  const decided = decide(printer);
  if (decided === 'always') return [printer.use('isAnything', ''), printer.use('checkNothing', '')];
  if (decided === 'never') return [printer.use('isNothing', ''), printer.use('checkAbsent', '')];
  return [guardOf(printer, json, ''), checkOf(printer, json, '')];
}

function decide(printer: Printer): string {
  const { json } = printer.schema;
  if (typeof json === 'boolean') return json ? 'always' : 'never';
  if (json.$ref !== undefined) {
    return json.$ref === printer.schema.id ? 'always' : 'open';
  }
  if (isObjectSchema(json)) return 'open';
  return inlinePart(printer, json, { code: 'value', hint: '' }).holds().kind;
}
