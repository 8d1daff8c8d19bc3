import { flat } from '../../emit/flat.js';
import type { Layout } from '../../emit/layout.js';
import { group, hardline, indent, indentIfBreak, layOut, line, WIDTH } from '../../emit/layout.js';
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
  const comment = declarationComment(schema, doc);
  const around: Surroundings = {
    nameOf: (target) => {
      const { names, module } = context.schemaOf(target);
      return context.imports.type(names.type, module);
    },
    deferred: false,
  };
  return {
    name: names.type,
    text: [...comment, ...declaration(names.type, type, around)].join('\n'),
  };
}

const declaration = (name: string, type: Type, around: Surroundings): string[] =>
  type.kind === 'object' && type.properties.length > 0
    ? interfaceOf(name, type, around)
    : [alias(name, type, around)];

const interfaceOf = (name: string, type: ObjectType, around: Surroundings): string[] => [
  `export interface ${name} {`,
  ...members(type, around).flatMap(({ comment, code }) => [
    ...comment.map((text) => `  ${text}`),
    memberText(code),
  ]),
  '}',
];

function memberText(code: Layout): string {
  const oneLine = flat(code, WIDTH - '  ;'.length);
  if (oneLine !== undefined) return `  ${oneLine};`;
  return layOut(indent([hardline, code, ';'])).slice('\n'.length);
}

function alias(name: string, type: Type, around: Surroundings): string {
  const code = layOutType(type, 'alias', around);
  const left = `export type ${name} =`;
  const oneLine = flat(code, WIDTH - left.length - ' ;'.length);
  if (oneLine !== undefined) return `${left} ${oneLine};`;
  const id = Symbol('type');
  return layOut(
    group([left, group(indent(line), { id }), indentIfBreak(code, { groupId: id }), ';']),
  );
}
