import { align, group, ifBreak, indent, join, layOut, line, softline } from './layout.js';
import type { Layout } from './layout.js';

/** A type with arguments, `Handler<A, B>`, laid out as Prettier does. */
export const generic = (name: string, args: readonly Layout[]): Layout =>
  args.length === 0
    ? name
    : group([name, '<', indent([softline, join([',', line], [...args])]), softline, '>']);

/** A type with one argument that stays beside its brackets: a plain name, or an object type. */
export const hugging = (name: string, arg: Layout): Layout => [name, '<', arg, '>'];

const members = (types: readonly Layout[]): Layout =>
  join(
    [line, '| '],
    types.map((type) => align(2, type)),
  );

/** `A | B` after a colon: below it where it does not fit, then one a line. */
export const union = (types: readonly Layout[]): Layout =>
  types.length === 1 && types[0] !== undefined
    ? types[0]
    : group(indent([ifBreak(line), group([ifBreak('| '), members(types)])]));

/** `A | B` as the argument of another type. */
export const unionArgument = (types: readonly Layout[]): Layout =>
  types.length === 1 && types[0] !== undefined ? types[0] : group([ifBreak('| '), members(types)]);

/** The declaration of a union: on the next line where it does not fit, then one member a line. */
export const alias = (head: string, types: readonly Layout[]): string =>
  layOut(group([head, ' =', indent([line, group([ifBreak('| '), members(types)])]), ';']));

/** An object type of one line, or of one member a line. */
export const objectType = (fields: readonly Layout[]): Layout =>
  group(['{', indent([line, join([';', line], [...fields])]), ifBreak(';'), line, '}']);

/** A list of parameters or arguments in brackets. */
export const bracketed = (items: readonly Layout[]): Layout => [
  '(',
  indent([softline, join([',', line], [...items])]),
  ifBreak(','),
  softline,
  ')',
];
