import { flat } from '../../emit/flat.js';
import type { Layout } from '../../emit/layout.js';
import { group, hardline, indent, indentIfBreak, layOut, line, WIDTH } from '../../emit/layout.js';
import type { Doc, Schema } from '../../model/model.js';
import type { PrintContext } from '../context.js';
import { selfReferences } from './cycles.js';
import { declarationComment } from './documentation.js';
import { typeOfDeclaration } from './from-schema.js';
import type { Member, Surroundings } from './lay-out.js';
import { layOutType, members, within } from './lay-out.js';
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
  ...memberLines(type, within(around), 1),
  '}',
];

/** The members of an object type, each on lines of its own, at a level of indentation. */
function memberLines(type: ObjectType, around: Surroundings, level: number): string[] {
  const margin = '  '.repeat(level);
  return members(type).flatMap((member) => [
    ...member.comment.map((text) => margin + text),
    ...memberCode(member, around, level),
  ]);
}

/** What `layOut` gives, and quicker: it decides only where neither one line nor an object's lines do. */
function memberCode({ left, type }: Member, around: Surroundings, level: number): string[] {
  const margin = '  '.repeat(level);
  const isObject = type.kind === 'object' && type.properties.length > 0;
  if (!isObject || !type.properties.some(({ comment }) => comment.length > 0)) {
    const code: Layout = [left, layOutType(type, 'property', around)];
    const oneLine = flat(code, WIDTH - margin.length - ';'.length);
    if (oneLine !== undefined) return [`${margin}${oneLine};`];
    if (!isObject) return [layOut(indented([hardline, code, ';'], level)).slice('\n'.length)];
  }
  return [`${margin}${left}{`, ...memberLines(type, around, level + 1), `${margin}};`];
}

const indented = (code: Layout, level: number): Layout =>
  level === 0 ? code : indent(indented(code, level - 1));

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
