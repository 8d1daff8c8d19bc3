import type { Schema } from '../../model/model.js';
import type { PrintContext } from '../context.js';
import { declareConstant } from './constants.js';
import { call } from './expression.js';
import { checkOf, constantGuard, guardOf } from './functions.js';
import { Printer } from './printer.js';
import { withoutUnused } from './usage.js';

/**
 * Prints a schema's validator as TypeScript: a guard that stops at the first fault, a check that
 * lists every fault, and the `Validator` made of the two. Names that it needs of other modules go
 * into `context.imports`; the schema's type must be declared or imported by the same file.
 * @returns top-level statements, formatted, that end with `export const ...: Validator<...> = ...;`
 */
export function printValidator(schema: Schema, context: PrintContext): string {
  const printer = new Printer(schema, context);
  const { names, json } = schema;
  const [guard, check] = [guardOf(printer, json, ''), checkOf(printer, json, '')];
  const left = `export const ${names.value}: ${printer.useType('Validator')}<${names.type}>`;
  const create = call(
    printer.use('createValidator', ''),
    typeof guard === 'string' ? guard : printer.use(constantGuard(guard), ''),
    check ?? printer.use('checkNothing', ''),
  );
  const text = declareConstant(left, create);
  printer.declare({ name: names.value, text, code: text, isExported: true });
  const { declarations, code } = withoutUnused(printer.statements);
  printer.importWhatIsIn(code);
  return declarations.map((one) => one.text).join('\n\n');
}
