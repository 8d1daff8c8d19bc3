/**
 * The vocabulary in which the tables of `objects/` say what the specification says: what a field may
 * hold. Pure data; `walk.ts` follows it through a document, `validate/structure` checks against it.
 */

/** Names of the specification's objects, as rules ask for them. */
export type Kind =
  | 'document'
  | 'info'
  | 'contact'
  | 'license'
  | 'tag'
  | 'externalDocs'
  | 'server'
  | 'serverVariable'
  | 'channel'
  | 'parameter'
  | 'operation'
  | 'operationTrait'
  | 'reply'
  | 'replyAddress'
  | 'message'
  | 'messageTrait'
  | 'messageExample'
  | 'correlationId'
  | 'multiFormatSchema'
  | 'schema'
  | 'securityScheme'
  | 'oauthFlows'
  | 'oauthFlow'
  | 'components'
  | 'serverBindings'
  | 'channelBindings'
  | 'operationBindings'
  | 'messageBindings'
  | 'protocolBinding';

/** What a text has to look like. */
export type TextFormat = 'uri' | 'email' | 'regex' | 'runtime-expression';

export interface TextShape {
  readonly shape: 'text';
  readonly format?: TextFormat;
  /** The only values allowed. */
  readonly values?: readonly string[];
  readonly maxLength?: number;
}

export interface NumberShape {
  readonly shape: 'number';
  readonly integer?: true;
  readonly minimum?: number;
  /** The bound itself is not allowed. */
  readonly exclusiveMinimum?: number;
  readonly values?: readonly number[];
}

export interface BooleanShape {
  readonly shape: 'boolean';
}

export interface NullShape {
  readonly shape: 'null';
}

/** Anything at all, opaque to us; `reference`: a Reference Object in its place is followed. */
export interface AnyShape {
  readonly shape: 'any';
  readonly reference?: true;
}

export interface ObjectShape {
  readonly shape: 'object';
  /** A function, because the tables refer to each other in circles. */
  readonly table: () => ObjectTable;
  /** Whether a Reference Object may or must stand in its place. */
  readonly reference: 'never' | 'may' | 'must';
  /** `true` and `false` stand for an object too (JSON Schema). */
  readonly orBoolean?: true;
}

export interface MapShape {
  readonly shape: 'map';
  readonly of: Shape;
  /** What the keys must match, if the specification says so. */
  readonly keys?: KeyRule;
}

export interface KeyRule {
  readonly code: string;
  /** Whether the key is allowed. */
  readonly test: (key: string) => boolean;
  /** Completes "must ...". */
  readonly rule: string;
}

export interface ListShape {
  readonly shape: 'list';
  readonly of: Shape;
  readonly unique?: true;
  readonly minItems?: number;
}

/** One of several, told apart by the JSON type of the value. */
export interface EitherShape {
  readonly shape: 'either';
  readonly of: readonly Shape[];
}

export type Shape =
  | TextShape
  | NumberShape
  | BooleanShape
  | NullShape
  | AnyShape
  | ObjectShape
  | MapShape
  | ListShape
  | EitherShape;

export interface Field {
  readonly shape: Shape;
  readonly required: boolean;
  /** The first minor version that has the field. */
  readonly since?: 1;
}

/** One object of the specification. */
export interface ObjectTable {
  readonly kind: Kind;
  /** As the specification calls it: `Channel Object`. */
  readonly name: string;
  /** The chapter. */
  readonly link: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** The names of the required ones. */
  readonly required: readonly string[];
  /** `x-` fields are allowed. */
  readonly extensible: boolean;
  /** Other fields are allowed too and mean nothing to us. */
  readonly open: boolean;
  /** At least one of these fields must be there. */
  readonly atLeastOne: readonly string[];
  /** The code of a fault in the object's fields. */
  readonly code: string;
  /** Narrows the table by what the object says of itself, for example by its `type`. */
  readonly choose?: (value: JsonObject) => ObjectTable;
}

export type JsonObject = Readonly<Record<string, unknown>>;

type FieldEntry = Shape | Field;

interface ObjectDefinition {
  readonly kind: Kind;
  readonly name: string;
  readonly link: string;
  readonly fields: Readonly<Record<string, FieldEntry>>;
  readonly extensible?: boolean;
  readonly open?: boolean;
  readonly atLeastOne?: readonly string[];
  readonly code?: string;
  readonly choose?: (value: JsonObject) => ObjectTable;
}

const isField = (entry: FieldEntry): entry is Field => 'required' in entry;

/** Makes a table; fields are optional unless wrapped in `required`. */
export function defineObject(definition: ObjectDefinition): ObjectTable {
  const fields = Object.entries(definition.fields).map(
    ([name, entry]) => [name, isField(entry) ? entry : { shape: entry, required: false }] as const,
  );
  return {
    extensible: true,
    open: false,
    atLeastOne: [],
    code: 'spec/structure',
    ...definition,
    fields: new Map(fields),
    required: fields.filter(([, field]) => field.required).map(([name]) => name),
  };
}

export const required = (shape: Shape): Field => ({ shape, required: true });
/** A field that came with 3.`minor`. */
export const since = (minor: 1, shape: Shape): Field => ({ shape, required: false, since: minor });

export const text: TextShape = { shape: 'text' };
export const uri: TextShape = { shape: 'text', format: 'uri' };
export const email: TextShape = { shape: 'text', format: 'email' };
export const regex: TextShape = { shape: 'text', format: 'regex' };
export const runtimeExpression: TextShape = { shape: 'text', format: 'runtime-expression' };
export const boolean: BooleanShape = { shape: 'boolean' };
export const nothing: NullShape = { shape: 'null' };
export const number: NumberShape = { shape: 'number' };
export const count: NumberShape = { shape: 'number', integer: true, minimum: 0 };
export const any: AnyShape = { shape: 'any' };
export const anyOrReference: AnyShape = { shape: 'any', reference: true };

export const oneOf = (...values: readonly string[]): TextShape => ({ shape: 'text', values });
export const either = (...of: readonly Shape[]): EitherShape => ({ shape: 'either', of });
export const listOf = (of: Shape): ListShape => ({ shape: 'list', of });
export const uniqueListOf = (of: Shape): ListShape => ({ shape: 'list', of, unique: true });
export const mapOf = (of: Shape, keys?: KeyRule): MapShape =>
  keys === undefined ? { shape: 'map', of } : { shape: 'map', of, keys };

/** The object itself, never a reference. */
export const object = (table: () => ObjectTable): ObjectShape => ({
  shape: 'object',
  table,
  reference: 'never',
});
/** The object or a Reference Object. */
export const objectOrReference = (table: () => ObjectTable): ObjectShape => ({
  shape: 'object',
  table,
  reference: 'may',
});
/** A Reference Object to such an object. */
export const referenceTo = (table: () => ObjectTable): ObjectShape => ({
  shape: 'object',
  table,
  reference: 'must',
});

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether an object stands for another by a `$ref`. */
export const isReference = (value: unknown): value is JsonObject & { readonly $ref: string } =>
  isObject(value) && Object.hasOwn(value, '$ref') && typeof value['$ref'] === 'string';

/** The table that an object falls under, narrowed by what it says of itself. */
export function narrow(table: ObjectTable, value: unknown): ObjectTable {
  if (table.choose === undefined || !isObject(value)) return table;
  const chosen = table.choose(value);
  return chosen === table ? table : narrow(chosen, value);
}
