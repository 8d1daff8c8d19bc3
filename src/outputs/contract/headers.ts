import type { Literal } from '../../emit/literal.js';
import type { JsonSchema, JsonSchemaObject, Schema } from '../../model/model.js';

type SchemaOf = (id: string) => Schema;

/** A declared header, as far as the run time needs to know it. */
export interface HeaderView {
  readonly name: string;
  readonly type: string | undefined;
  readonly fixed: unknown;
  readonly role: string | undefined;
  readonly required: boolean;
}

export interface HeadersView {
  readonly headers: readonly HeaderView[];
  /** `additionalProperties: false`. */
  readonly closed: boolean;
}

/** What a header of this name means unless `x-header-role` says otherwise: DELIVERY, section 3. */
const ROLES = new Map([
  ['event-id', 'id'],
  ['event-type', 'type'],
  ['timestamp', 'time'],
  ['source', 'source'],
  ['schema-version', 'version'],
  ['correlation-id', 'correlation'],
  ['causation-id', 'causation'],
  ['message-key', 'key'],
  ['content-type', 'content-type'],
]);

const ROLE_NAMES = new Set(ROLES.values());

/** The headers that a message declares, also those that come from references and `allOf`. */
export function headersView(root: Schema, schemaOf: SchemaOf): HeadersView {
  const parts = flatten(root.json, schemaOf, new Set());
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  const properties = new Map<string, JsonSchemaObject>();
  for (const part of parts) {
    for (const [name, schema] of Object.entries(part.properties ?? {})) {
      const own = Object.assign({}, ...flatten(schema, schemaOf, new Set())) as JsonSchemaObject;
      properties.set(name, { ...properties.get(name), ...own });
    }
  }
  const headers = [...properties].map(([name, schema]) =>
    headerView(name, schema, required.has(name)),
  );
  return {
    headers,
    closed: parts.some(({ additionalProperties }) => additionalProperties === false),
  };
}

/** A schema and all that it includes by reference or `allOf`. */
function flatten(schema: JsonSchema, schemaOf: SchemaOf, seen: Set<string>): JsonSchemaObject[] {
  if (typeof schema === 'boolean') return [];
  if (schema.$ref === undefined) {
    return [...(schema.allOf ?? []).flatMap((part) => flatten(part, schemaOf, seen)), schema];
  }
  if (seen.has(schema.$ref)) return [];
  seen.add(schema.$ref);
  return flatten(schemaOf(schema.$ref).json, schemaOf, seen);
}

function headerView(name: string, schema: JsonSchemaObject, required: boolean): HeaderView {
  const declared = schema['x-header-role'];
  const role =
    typeof declared === 'string' && ROLE_NAMES.has(declared) ? declared : ROLES.get(name);
  const [type, ...others] = [schema.type ?? []].flat();
  const fixed = schema.const ?? (schema.enum?.length === 1 ? schema.enum[0] : undefined);
  return { name, type: others.length > 0 ? undefined : type, fixed, role, required };
}

/** The `properties` of the contract's headers. */
export const headerProperties = ({ headers }: HeadersView): Literal =>
  Object.fromEntries(
    headers.map(({ name, type, fixed, role }) => [
      name,
      { type: TYPES.has(type ?? '') ? type : undefined, const: fixed as Literal, role },
    ]),
  );

const TYPES: ReadonlySet<string> = new Set([
  ...['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'],
]);

/** Headers that the run time fills in where the caller leaves them out. */
export const filledHeaders = ({ headers }: HeadersView): HeaderView[] =>
  headers.filter(({ fixed, role }) => fixed !== undefined || role !== undefined);
