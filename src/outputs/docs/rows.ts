import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { branchName, isObjectBranch, isTuple } from './type-text.js';

/** A property, a list's item or a map's value: where it is and what it may be. */
export interface Row {
  /** `owner.name`, `tags[].label`, `prices.*`. */
  readonly path: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** How deep nested objects are spelled out; below that their type says `object`. */
const DEPTH = 16;

/** The rows of an object's properties and of all that is nested in them. */
export const rowsOf = (schema: JsonSchema): Row[] => nested(schema, '', 0);

function nested(schema: JsonSchema, path: string, depth: number): Row[] {
  if (typeof schema === 'boolean' || schema.$ref !== undefined || depth > DEPTH) return [];
  if (!holdsOthers(schema)) return [];
  const within = (part: JsonSchema, place: string): Row[] => nested(part, place, depth + 1);
  const { allOf = [], oneOf = [], anyOf = [] } = schema;
  return [
    ...properties(schema, path, depth),
    ...elements(schema, path).flatMap(([place, part]) => within(part, place)),
    ...allOf.flatMap((part) => within(part, path)),
    ...[oneOf, anyOf].flatMap((branches) =>
      branches.flatMap((branch, at) =>
        isObjectBranch(branch) ? within(branch, `${path}(${plainName(branch, at)})`) : [],
      ),
    ),
  ];
}

/** Whether a schema has parts that rows could speak of: most have none. */
function holdsOthers(schema: JsonSchemaObject): boolean {
  for (const keyword in schema) if (HOLDING.has(keyword)) return true;
  return false;
}

const HOLDING: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'additionalProperties', 'items'],
  ...['allOf', 'oneOf', 'anyOf'],
]);

const plainName = (branch: JsonSchemaObject, at: number): string =>
  branchName(branch, at).replaceAll('`', '');

function properties(schema: JsonSchemaObject, path: string, depth: number): Row[] {
  const required = new Set(schema.required ?? []);
  const named = Object.entries(schema.properties ?? {});
  const patterns = Object.entries(schema.patternProperties ?? {});
  const extra = schema.additionalProperties;
  const others = typeof extra === 'object' && named.length > 0 ? [['*', extra] as const] : [];
  const all = [
    ...named,
    ...patterns.map(([name, part]) => [`/${name}/`, part] as const),
    ...others,
  ];
  return all.flatMap(([name, part]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return [
      { path: place, schema: part, required: required.has(name) },
      ...nested(part, place, depth + 1),
    ];
  });
}

/** What lists and maps hold. */
function elements(schema: JsonSchemaObject, path: string): [string, JsonSchema][] {
  const { items, additionalProperties: values, properties: named } = schema;
  const listed: [string, JsonSchema][] =
    items === undefined
      ? []
      : isTuple(items)
        ? items.map((item, at) => [`${path}[${String(at)}]`, item])
        : [[`${path}[]`, items]];
  const isMap = typeof values === 'object' && named === undefined;
  return isMap ? [...listed, [path === '' ? '*' : `${path}.*`, values]] : listed;
}
