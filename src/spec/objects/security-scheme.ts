import { chapter } from '../link.js';
import {
  defineObject,
  listOf,
  mapOf,
  object,
  objectOrReference,
  oneOf,
  required,
  text,
  uri,
} from '../shape.js';
import type { Field, ObjectTable, Shape } from '../shape.js';

const flow = (name: string, fields: Readonly<Record<string, Shape | Field>>): ObjectTable =>
  defineObject({
    kind: 'oauthFlow',
    name: `OAuth Flow Object (${name})`,
    link: chapter('oauthFlowObject'),
    fields: { refreshUrl: uri, availableScopes: required(mapOf(text)), ...fields },
  });

const implicit = flow('implicit', { authorizationUrl: required(uri) });
const password = flow('password', { tokenUrl: required(uri) });
const clientCredentials = flow('clientCredentials', { tokenUrl: required(uri) });
const authorizationCode = flow('authorizationCode', {
  authorizationUrl: required(uri),
  tokenUrl: required(uri),
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#oauthFlowsObject */
export const oauthFlows = defineObject({
  kind: 'oauthFlows',
  name: 'OAuth Flows Object',
  link: chapter('oauthFlowsObject'),
  fields: {
    implicit: object(() => implicit),
    password: object(() => password),
    clientCredentials: object(() => clientCredentials),
    authorizationCode: object(() => authorizationCode),
  },
});

/** The fields that each `type` has beside `type` and `description`. */
const fieldsByType = {
  userPassword: {},
  apiKey: { in: required(oneOf('user', 'password')) },
  X509: {},
  symmetricEncryption: {},
  asymmetricEncryption: {},
  httpApiKey: { name: required(text), in: required(oneOf('query', 'header', 'cookie')) },
  http: { scheme: required(text), bearerFormat: text },
  oauth2: { flows: required(object(() => oauthFlows)), scopes: listOf(text) },
  openIdConnect: { openIdConnectUrl: required(uri), scopes: listOf(text) },
  plain: {},
  scramSha256: {},
  scramSha512: {},
  gssapi: {},
} as const satisfies Record<string, Readonly<Record<string, Shape | Field>>>;

const type = required(oneOf(...Object.keys(fieldsByType)));

const tables: ReadonlyMap<unknown, ObjectTable> = new Map(
  Object.entries(fieldsByType).map(([name, fields]) => [
    name,
    defineObject({
      kind: 'securityScheme',
      name: `Security Scheme Object of type ${name}`,
      link: chapter('securitySchemeObject'),
      fields: { type, description: text, ...fields },
    }),
  ]),
);

/** Of an unknown type: only the type itself can be checked. */
const untyped = defineObject({
  kind: 'securityScheme',
  name: 'Security Scheme Object',
  link: chapter('securitySchemeObject'),
  fields: { type, description: text },
  open: true,
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#securitySchemeObject */
export const securityScheme: ObjectTable = {
  ...untyped,
  choose: (value) => tables.get(value['type']) ?? untyped,
};

/** The `security` of a server or an operation. */
export const security = listOf(objectOrReference(() => securityScheme));
