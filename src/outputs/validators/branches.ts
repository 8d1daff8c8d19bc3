import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import type { Printer } from './printer.js';
import type { JsonType } from './types.js';
import { allowedTypes } from './types.js';
import { valuesOf } from './values.js';

/** A value that `===` compares as JSON does. */
export type Scalar = string | number | boolean | null;

/** What a value must be for a branch of `anyOf` or `oneOf` to be the one that is meant. */
export type Selector =
  | { readonly kind: 'type'; readonly type: 'object' | 'array' }
  | { readonly kind: 'tag'; readonly property: string; readonly values: readonly Scalar[] };

export interface Selection {
  /** By branch; `undefined` for those that no selector is needed for, or found for. */
  readonly selectors: readonly (Selector | undefined)[];
  /** Whether a value that selects a branch surely fits no other one. */
  readonly isExact: boolean;
}

/**
 * What tells the branches apart; `undefined` where nothing does.
 *
 * @param schema where the branches stand: what it says of the value holds for each of them
 */
export function selectionOf(
  printer: Printer,
  options: readonly JsonSchema[],
  schema: JsonSchemaObject,
): Selection | undefined {
  const branches = options.map((option) => branchOf(printer, option, schema));
  return byTag(branches, schema.discriminator) ?? byType(branches);
}

/** Whether each branch names its types, and no value is of the types of two of them. */
export function haveTypesApart(
  printer: Printer,
  options: readonly JsonSchema[],
  schema: JsonSchemaObject,
): boolean {
  const types = options.map((option) => branchOf(printer, option, schema).types);
  const named = types.flatMap((some) => some ?? []);
  const kinds = named.map((type) => (type === 'integer' ? 'number' : type));
  return types.every((some) => some !== undefined) && new Set(kinds).size === kinds.length;
}

/** What one branch says of the types of the value and of properties with few values. */
interface Branch {
  types: readonly JsonType[] | undefined;
  readonly tags: Map<string, readonly Scalar[]>;
  readonly required: Set<string>;
  /** Its key among the components, which a discriminator means. */
  readonly key: string | undefined;
}

function branchOf(printer: Printer, option: JsonSchema, outer: JsonSchemaObject): Branch {
  const key = typeof option === 'object' ? keyOf(printer, option.$ref) : undefined;
  const branch: Branch = {
    types: allowedTypes(outer),
    tags: new Map(),
    required: new Set(outer.required),
    key,
  };
  const all = [option];
  for (const schema of all) {
    if (typeof schema === 'boolean') continue;
    const { $ref, allOf = [] } = schema;
    const others = $ref === undefined ? allOf : [printer.context.schemaOf($ref).json];
    all.push(...others.filter((one) => !all.includes(one)));
    learn(branch, schema);
  }
  return branch;
}

function learn(branch: Branch, schema: JsonSchemaObject): void {
  branch.types = allowedTypes(schema) ?? branch.types;
  for (const name of schema.required ?? []) branch.required.add(name);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const values = typeof property === 'object' ? valuesOf(property) : undefined;
    if (values !== undefined && values.length > 0 && values.every(isScalar))
      branch.tags.set(name, values);
  }
}

const isScalar = (value: unknown): value is Scalar => typeof value !== 'object' || value === null;

function keyOf(printer: Printer, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const key = printer.context.schemaOf(id).origin.pointer.split('/').at(-1);
  return key?.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** All branches for objects have a property with values of their own. */
function byTag(all: readonly Branch[], discriminator: string | undefined): Selection | undefined {
  const branches = all.filter(({ types }) => types?.includes('object') ?? true);
  const [first] = branches;
  if (first === undefined || branches.length < 2) return undefined;
  const isExact = branches.every(({ types }) => types?.length === 1);
  const select = (property: string, valuesOfBranch: ValuesOf): Selection => ({
    selectors: all.map((branch) => {
      const values = branches.includes(branch) ? valuesOfBranch(branch) : undefined;
      return values === undefined ? undefined : { kind: 'tag', property, values };
    }),
    isExact: isExact && valuesOfBranch !== named,
  });
  const wanted = discriminator === undefined ? [] : [discriminator];
  for (const property of [...wanted, ...first.tags.keys()]) {
    const values: ValuesOf = ({ tags, required }) =>
      required.has(property) ? tags.get(property) : undefined;
    if (areDisjoint(branches.map(values))) return select(property, values);
  }
  if (discriminator === undefined || !areDisjoint(branches.map(named))) return undefined;
  return select(discriminator, named);
}

type ValuesOf = (branch: Branch) => readonly Scalar[] | undefined;

/** AsyncAPI Schema Object, `discriminator`: the value is the name of the schema. */
const named: ValuesOf = ({ key }) => (key === undefined ? undefined : [key]);

/** Whether each branch has values, and none has one of another's. */
function areDisjoint(lists: readonly (readonly Scalar[] | undefined)[]): boolean {
  const values = lists.flatMap((list) => list ?? []);
  return lists.every((list) => list !== undefined) && new Set(values).size === values.length;
}

/** Only one branch is for objects, or for lists, and it is for nothing else. */
function byType(branches: readonly Branch[]): Selection | undefined {
  const only = (type: 'object' | 'array', { types }: Branch): boolean =>
    types?.length === 1 &&
    types[0] === type &&
    branches.filter((branch) => branch.types?.includes(type) ?? true).length === 1;
  const selectors = branches.map((branch): Selector | undefined => {
    if (only('object', branch)) return { kind: 'type', type: 'object' };
    return only('array', branch) ? { kind: 'type', type: 'array' } : undefined;
  });
  return selectors.some((selector) => selector !== undefined)
    ? { selectors, isExact: true }
    : undefined;
}
