import type { Doc, Message, Model, Names, Schema } from '../../model/model.js';
import type { PrintSection, PrintValidator } from './sections.js';
import { aliasSection, anythingSection, schemaSection } from './sections.js';

/** The headers' names, beside those of the message. */
export const headersNames = ({ type, value, file }: Names): Names => ({
  type: `${type}Headers`,
  value: `${value}Headers`,
  file,
});

/** The module of a message, relative to the output. */
export const messageModule = ({ names }: Message): string => `messages/${names.file}`;

/**
 * What is printed into which module: a message's payload, then its headers, then the schemas that
 * are declared there beside.
 */
export function collectSections(
  model: Model,
  schemaOf: (id: string) => Schema,
  printValidator: PrintValidator,
): ReadonlyMap<string, readonly PrintSection[]> {
  const modules = new Map<string, PrintSection[]>();
  const declared = new Set<string>();
  const add = (module: string, section: PrintSection): void => {
    const sections = modules.get(module);
    if (sections === undefined) modules.set(module, [section]);
    else sections.push(section);
  };
  const declare = (schema: Schema, doc?: Doc): void => {
    if (declared.has(schema.id)) return;
    declared.add(schema.id);
    add(schema.module, (context) => schemaSection(schema, context, { doc, printValidator }));
  };
  const name = (module: string, names: Names, schema: Schema, doc: Doc): void => {
    if (schema.module === module) declare(schema, doc);
    if (schema.module === module && schema.names.type === names.type) return;
    add(module, (context) => aliasSection(names, schema, { context, doc }));
  };
  for (const message of model.messages) {
    const module = messageModule(message);
    const { payload, foreignFormat, headers, names } = message;
    if (payload === undefined || foreignFormat !== undefined) {
      add(module, (context) => anythingSection(message, context));
    } else name(module, names, schemaOf(payload), message.doc);
    if (headers !== undefined) {
      name(module, headersNames(names), schemaOf(headers), headersDoc(names));
    }
  }
  for (const schema of model.schemas) declare(schema);
  return modules;
}

const headersDoc = ({ type }: Names): Doc => ({ description: `The headers of ${type}.`, tags: [] });
