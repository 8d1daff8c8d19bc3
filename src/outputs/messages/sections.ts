import { quote } from '../../emit/quote.js';
import type { Doc, Message, Names, Schema } from '../../model/model.js';
import type { PrintContext } from '../context.js';
import { proseComment } from '../types/documentation.js';
import { printTypes } from '../types/print-types.js';

/** Prints `export const petAdopted: Validator<PetAdopted> = ...;` with what it needs, formatted. */
export type PrintValidator = (schema: Schema, context: PrintContext) => string;

/** Top-level statements of a file, formatted; blank lines stand between them. */
export type Section = readonly string[];

/** Prints a section into the file whose context it gets. */
export type PrintSection = (context: PrintContext) => Section;

/** A schema's type and its validator. `doc`: the prose to use when the schema has none. */
export function schemaSection(
  schema: Schema,
  context: PrintContext,
  {
    doc,
    printValidator,
  }: { readonly doc: Doc | undefined; readonly printValidator: PrintValidator },
): Section {
  return [printTypes(schema, context, doc).text, printValidator(schema, context)];
}

/** The names of a message's payload or headers, for a schema that another module declares. */
export function aliasSection(
  names: Names,
  schema: Schema,
  { context, doc }: { readonly context: PrintContext; readonly doc: Doc },
): Section {
  const { imports } = context;
  if (schema.names.type === names.type && schema.names.value === names.value) {
    const from = `from ${quote(imports.path(schema.module))};`;
    return [`export { ${names.value} } ${from}\nexport type { ${names.type} } ${from}`];
  }
  const validator = imports.type('Validator', 'runtime/validator');
  const type = imports.type(schema.names.type, schema.module);
  const value = imports.value(schema.names.value, schema.module);
  return [
    [...proseComment(doc, names.type), assign(`export type ${names.type}`, type)].join('\n'),
    assign(`export const ${names.value}: ${validator}<${names.type}>`, value),
  ];
}

/** The names of a payload that the document does not describe, or not as a JSON Schema. */
export function anythingSection(
  { names, doc, foreignFormat }: Message,
  context: PrintContext,
): Section {
  const { imports } = context;
  const validator = imports.type('Validator', 'runtime/validator');
  const anything = imports.value('anything', 'runtime/validation');
  const reason =
    foreignFormat === undefined
      ? 'The document declares no payload, so anything is accepted.'
      : `The document describes the payload in ${foreignFormat}, so it is not checked here.`;
  return [
    [...proseComment(doc, names.type, reason), `export type ${names.type} = unknown;`].join('\n'),
    assign(`export const ${names.value}: ${validator}<${names.type}>`, anything),
  ];
}

const WIDTH = 100;

/** An assignment of one word, broken as Prettier does where it is too long. */
const assign = (left: string, right: string): string => {
  const oneLine = `${left} = ${right};`;
  return oneLine.length <= WIDTH ? oneLine : `${left} =\n  ${right};`;
};
