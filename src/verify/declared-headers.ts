import type { Place, Source } from '../load/source.js';
import type {
  HeaderContract,
  HeaderRole,
  HeadersContract,
} from '../../templates/runtime/contract.js';
import { roleNames } from '../../templates/runtime/core/envelope/names.js';
import { applied, constantOf, namedProperties } from './schema-parts.js';

/** The headers that a message declares, as the run time knows them. */
export interface DeclaredHeaders {
  readonly contract: Pick<HeadersContract, 'properties' | 'closed'>;
  /** The constant of the header that carries the message's type. */
  readonly type: string | undefined;
}

/** What a header of this name means unless `x-header-role` says otherwise. */
const ROLES: ReadonlyMap<string, HeaderRole> = new Map([
  ...Object.entries(roleNames).map(([role, name]) => [name, role as HeaderRole] as const),
  ['message-key', 'key'],
]);

const ROLE_NAMES: ReadonlySet<string> = new Set(ROLES.values());

const TYPES: ReadonlySet<string> = new Set([
  ...['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'],
]);

/** Reads a headers schema, also through references and `allOf`. */
export function declaredHeaders(source: Source, place: Place): DeclaredHeaders {
  const properties = [...namedProperties(source, place, 'always')].map(
    ([name, schemas]) => [name, header(source, name, schemas)] as const,
  );
  const type = properties.find(([, { role }]) => role === 'type')?.[1].const;
  const closed = applied(source, place, 'always').some(
    (schema) => source.child(schema, 'additionalProperties').value === false,
  );
  return {
    contract: { properties: Object.fromEntries(properties), closed },
    type: typeof type === 'string' ? type : undefined,
  };
}

function header(source: Source, name: string, schemas: readonly Place[]): HeaderContract {
  const all = schemas.flatMap((schema) => applied(source, schema, 'always'));
  const first = (keyword: string): unknown =>
    all.map((schema) => source.child(schema, keyword).value).find((value) => value !== undefined);
  const type = first('type');
  const fixed = constantOf(source, schemas);
  const role = roleOf(name, first('x-header-role'));
  return {
    ...(isType(type) ? { type } : {}),
    ...(fixed === undefined ? {} : { const: fixed }),
    ...(role === undefined ? {} : { role }),
  };
}

const isType = (type: unknown): type is NonNullable<HeaderContract['type']> =>
  typeof type === 'string' && TYPES.has(type);

const roleOf = (name: string, declared: unknown): HeaderRole | undefined =>
  typeof declared === 'string' && ROLE_NAMES.has(declared)
    ? (declared as HeaderRole)
    : ROLES.get(name);
