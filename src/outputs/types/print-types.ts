import { group, hardline, indent, indentIfBreak, layOut, line } from '../../emit/layout.js';
import type { Layout } from '../../emit/layout.js';
import type { Doc, Schema } from '../../model/model.js';
import type { PrintContext } from '../context.js';
import { selfReferences } from './cycles.js';
import { declarationComment } from './documentation.js';
import { typeOfDeclaration } from './from-schema.js';
import type { Surroundings } from './lay-out.js';
import { layOutType, members } from './lay-out.js';
import type { ObjectType, Type } from './type.js';

/** The declaration of one schema's type. */
export interface TypeSection {
  /** `PetAdopted` */
  readonly name: string;
  /** The exported declaration with its doc comment, formatted, without a line end. */
  readonly text: string;
}

/**
 * Prints a schema's TypeScript type. Every value that the schema accepts is assignable to it;
 * references go by name, and `context.imports` gets what they need.
 * @param doc the prose of what the schema stands for, used when it has none of its own
 */
export function printTypes(schema: Schema, context: PrintContext, doc?: Doc): TypeSection {
  const { id, json, names } = schema;
  const type = typeOfDeclaration(json, selfReferences(id, json, context));
  const comment = declarationComment(schema, doc).flatMap((text) => [text, hardline]);
  const around: Surroundings = {
    nameOf: (target) => {
      const { names, module } = context.schemaOf(target);
      return context.imports.type(names.type, module);
    },
    deferred: false,
  };
  return { name: names.type, text: layOut([comment, declaration(names.type, type, around)]) };
}

const declaration = (name: string, type: Type, around: Surroundings): Layout =>
  type.kind === 'object' && type.properties.length > 0
    ? interfaceOf(name, type, around)
    : alias(name, type, around);

const interfaceOf = (name: string, type: ObjectType, around: Surroundings): Layout => [
  `export interface ${name} {`,
  indent(members(type, around).map((member) => [hardline, member, ';'])),
  hardline,
  '}',
];

function alias(name: string, type: Type, around: Surroundings): Layout {
  const id = Symbol('type');
  const code = layOutType(type, 'alias', around);
  return group([
    `export type ${name} =`,
    group(indent(line), { id }),
    indentIfBreak(code, { groupId: id }),
    ';',
  ]);
}
