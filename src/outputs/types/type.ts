/** A TypeScript type, before it is laid out as text. */
export type Type =
  | Keyword
  | {
      readonly kind: 'literal';
      readonly text: string;
      readonly of: 'string' | 'number' | 'boolean';
    }
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'array'; readonly items: Type }
  | Tuple
  | ObjectType
  | { readonly kind: 'union'; readonly types: readonly Type[] }
  | { readonly kind: 'intersection'; readonly types: readonly Type[] };

export interface Keyword {
  readonly kind: 'keyword';
  readonly text: 'unknown' | 'never' | 'string' | 'number' | 'boolean' | 'null' | 'undefined';
}

export interface Tuple {
  readonly kind: 'tuple';
  readonly elements: readonly { readonly type: Type; readonly optional: boolean }[];
  /** What may follow; missing: nothing. */
  readonly rest: Type | undefined;
}

/** Without properties it is a map. */
export interface ObjectType {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  /** The type of all other properties; missing where nothing is said about them. */
  readonly index: Type | undefined;
}

export interface Property {
  readonly name: string;
  readonly optional: boolean;
  readonly type: Type;
  /** Lines of its doc comment. */
  readonly comment: readonly string[];
}

const keyword = (text: Keyword['text']): Keyword => ({ kind: 'keyword', text });

export const UNKNOWN = keyword('unknown');
export const NEVER = keyword('never');
export const STRING = keyword('string');
export const NUMBER = keyword('number');
export const BOOLEAN = keyword('boolean');
export const NULL = keyword('null');
export const UNDEFINED = keyword('undefined');

/** `Record<string, unknown>` */
export const ANY_OBJECT: ObjectType = { kind: 'object', properties: [], index: UNKNOWN };
/** `unknown[]` */
export const ANY_ARRAY: Type = { kind: 'array', items: UNKNOWN };

export const isKeyword = (type: Type, text: Keyword['text']): boolean =>
  type.kind === 'keyword' && type.text === text;

/** Equal for types that print the same. */
function identity(type: Type): string {
  if (type.kind === 'keyword' || type.kind === 'literal') return type.text;
  return type.kind === 'reference' ? `#${type.id}` : JSON.stringify(type);
}

const distinct = (types: readonly Type[]): Type[] => [
  ...new Map(types.map((type) => [identity(type), type])).values(),
];

/** The union of types in their order, `null` last, without what another member covers. */
export function union(types: readonly Type[]): Type {
  if (types.length === 1 && types[0] !== undefined) return types[0];
  const flat = types.flatMap((type) => (type.kind === 'union' ? type.types : [type]));
  if (flat.some((type) => isKeyword(type, 'unknown'))) return UNKNOWN;
  const given = bothBooleans(distinct(flat.filter((type) => !isKeyword(type, 'never'))));
  const words = new Set(given.map((type) => (type.kind === 'keyword' ? type.text : '')));
  const needed = given.filter((type) => type.kind !== 'literal' || !words.has(type.of));
  const [only, ...others] = needed;
  if (only === undefined) return NEVER;
  if (others.length === 0) return only;
  const isEmpty = (type: Type): boolean => isKeyword(type, 'null') || isKeyword(type, 'undefined');
  return {
    kind: 'union',
    types: [...needed.filter((type) => !isEmpty(type)), ...needed.filter(isEmpty)],
  };
}

const bothBooleans = (types: readonly Type[]): readonly Type[] => {
  const literals = types.filter((type) => type.kind === 'literal' && type.of === 'boolean');
  return literals.length < 2 ? types : types.map((type) => (type === literals[0] ? BOOLEAN : type));
};

/** The intersection of types in their order; objects that say nothing of other properties merge. */
export function intersection(types: readonly Type[]): Type {
  const [first, ...others] = types
    .flatMap((type) => (type.kind === 'intersection' ? type.types : [type]))
    .filter((type) => !isKeyword(type, 'unknown'));
  if (first === undefined) return UNKNOWN;
  return others.length === 0 ? first : intersectionOf([first, ...others]);
}

function intersectionOf(types: readonly Type[]): Type {
  if (types.some((type) => isKeyword(type, 'never'))) return NEVER;
  const said = distinct(types).filter((type) => !isAnyObject(type));
  const members = mergeObjects(said);
  const [only, ...others] = members;
  if (only === undefined) return ANY_OBJECT;
  return others.length === 0 ? only : { kind: 'intersection', types: members };
}

const isAnyObject = (type: Type): boolean =>
  type.kind === 'object' &&
  type.properties.length === 0 &&
  type.index !== undefined &&
  isKeyword(type.index, 'unknown');

const isOpen = (type: Type): type is ObjectType =>
  type.kind === 'object' && type.index === undefined;

/** References first, then one object of all the declared properties, then the rest. */
function mergeObjects(types: readonly Type[]): Type[] {
  const open = types.filter(isOpen);
  const properties = new Map<string, Property>();
  for (const property of open.flatMap((type) => type.properties)) {
    properties.set(property.name, mergeProperty(properties.get(property.name), property));
  }
  const merged: Type[] =
    open.length === 0
      ? []
      : [{ kind: 'object', properties: [...properties.values()], index: undefined }];
  const isReference = (type: Type): boolean => type.kind === 'reference';
  return [
    ...types.filter(isReference),
    ...merged,
    ...types.filter((type) => !isReference(type) && !isOpen(type)),
  ];
}

const mergeProperty = (first: Property | undefined, second: Property): Property =>
  first === undefined
    ? second
    : {
        name: first.name,
        optional: first.optional && second.optional,
        type: intersection([first.type, second.type]),
        comment: first.comment.length > 0 ? first.comment : second.comment,
      };
