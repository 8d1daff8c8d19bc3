import type { Layout } from '../../emit/layout.js';
import {
  align,
  group,
  hardline,
  ifBreak,
  indent,
  join,
  line,
  softline,
} from '../../emit/layout.js';
import { propertyName } from '../../emit/quote.js';
import type { ObjectType, Tuple, Type } from './type.js';
import { isKeyword } from './type.js';

/** What surrounds a type. */
export interface Surroundings {
  /** How a reference is printed: the name by the schema's id. */
  readonly nameOf: (id: string) => string;
  /** Inside an object, array or tuple, where an alias may refer to itself. */
  readonly deferred: boolean;
}

/** Where a type stands, which decides about its parentheses and its indentation. */
type Place = 'alias' | 'property' | 'operand' | 'element' | 'items' | 'argument';

/** Lays a type out exactly as Prettier does. */
export function layOutType(type: Type, place: Place, around: Surroundings): Layout {
  switch (type.kind) {
    case 'keyword':
    case 'literal':
      return type.text;
    case 'reference':
      return around.nameOf(type.id);
    case 'array':
      return [layOutType(type.items, 'items', within(around)), '[]'];
    case 'tuple':
      return tuple(type, around);
    case 'object':
      return isLiteral(type, around) ? literal(type, around) : map(type.index, around);
    case 'union':
      return union(type.types, place, around);
    case 'intersection':
      return intersection(type.types, place, around);
  }
}

/** A member of an interface or an object type, without its end. */
export interface Member {
  /** Lines of its doc comment. */
  readonly comment: readonly string[];
  /** Its name up to the type. */
  readonly left: string;
  readonly type: Type;
}

/** The declared properties, and the index signature if there is one. */
export function members({ properties, index }: ObjectType): Member[] {
  const declared = properties.map(({ name, optional, type, comment }) => ({
    comment,
    left: `${propertyName(name)}${optional ? '?: ' : ': '}`,
    type,
  }));
  return index === undefined
    ? declared
    : [...declared, { comment: [], left: '[key: string]: ', type: index }];
}

/** What surrounds the members of an object type. */
export const within = ({ nameOf }: Surroundings): Surroundings => ({ nameOf, deferred: true });

const memberCode = ({ comment, left, type }: Member, around: Surroundings): Layout => [
  ...comment.flatMap((text) => [text, hardline]),
  left,
  layOutType(type, 'property', around),
];

function literal(type: ObjectType, outside: Surroundings): Layout {
  const around = within(outside);
  const codes = members(type).map((member) => memberCode(member, around));
  return [group(['{', indent([line, join([';', line], codes)]), ifBreak(';'), line, '}'])];
}

function map(index: Type | undefined, around: Surroundings): Layout {
  if (index === undefined) return 'Record<string, unknown>';
  const value = layOutType(index, 'argument', around);
  return group(['Record<', indent([softline, 'string,', line, value]), softline, '>']);
}

/**
 * Whether an object is printed as `{ ... }`. A map is when it holds names where an alias may not
 * refer to itself: as an argument of `Record` it may not, in an index signature it may.
 */
const isLiteral = (type: Type | undefined, { deferred }: Surroundings): boolean =>
  type?.kind === 'object' &&
  (type.properties.length > 0 || (!deferred && type.index !== undefined && names(type.index)));

/** Whether a type names another outside of objects with properties, arrays and tuples. */
function names(type: Type): boolean {
  switch (type.kind) {
    case 'reference':
      return true;
    case 'union':
    case 'intersection':
      return type.types.some(names);
    case 'object':
      return type.properties.length === 0 && type.index !== undefined && names(type.index);
    case 'keyword':
    case 'literal':
    case 'array':
    case 'tuple':
      return false;
  }
}

function tuple({ elements, rest }: Tuple, outside: Surroundings): Layout {
  const around = within(outside);
  const place = elements.length + (rest === undefined ? 0 : 1) > 1 ? 'element' : 'argument';
  const parts = elements.map(({ type, optional }) =>
    optional ? [layOutType(type, 'items', around), '?'] : layOutType(type, place, around),
  );
  if (rest !== undefined) parts.push(['...', layOutType(rest, 'items', around), '[]']);
  if (parts.length === 0) return '[]';
  return group(['[', indent([softline, join([',', line], parts)]), ifBreak(','), softline, ']']);
}

function union(types: readonly Type[], place: Place, around: Surroundings): Layout {
  const parts = types.map((type) => layOutType(type, 'operand', around));
  if (hugs(types)) return parenthesized(join(' | ', parts), place);
  const alternatives = group(
    parts.map((part, index) => [index === 0 ? ifBreak('| ') : [line, '| '], align(2, part)]),
  );
  switch (place) {
    case 'operand':
    case 'items':
      return ['(', group([indent([softline, alternatives]), softline]), ')'];
    case 'element':
      return group([indent([ifBreak(['(', softline]), alternatives]), softline, ifBreak(')')]);
    case 'argument':
      return alternatives;
    case 'alias':
    case 'property':
      return group(indent([softline, alternatives]));
  }
}

/** One object or name beside nothing but `null` stays on the line on which it starts. */
function hugs(types: readonly Type[]): boolean {
  const others = types.filter((type) => !isKeyword(type, 'null'));
  const [only, second] = others;
  return second === undefined && (only?.kind === 'object' || only?.kind === 'reference');
}

const parenthesized = (code: Layout, place: Place): Layout =>
  place === 'operand' || place === 'items' ? ['(', code, ')'] : code;

function intersection(types: readonly Type[], place: Place, around: Surroundings): Layout {
  let wasIndented = false;
  const parts = types.map((type, index): Layout => {
    const code = layOutType(type, 'operand', around);
    if (index === 0) return code;
    const [before, here] = [isLiteral(types[index - 1], around), isLiteral(type, around)];
    if (before && here) return [' & ', wasIndented ? indent(code) : code];
    if (!before && !here) return indent([' &', line, code]);
    if (index > 1) wasIndented = true;
    return [' & ', index > 1 ? indent(code) : code];
  });
  return parenthesized(group(parts), place);
}
