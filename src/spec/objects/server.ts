import { wordKey } from '../keys.js';
import { chapter } from '../link.js';
import {
  defineObject,
  listOf,
  mapOf,
  objectOrReference,
  required,
  text,
  uniqueListOf,
} from '../shape.js';
import { serverBindings } from './bindings.js';
import { externalDocs } from './external-docs.js';
import { security } from './security-scheme.js';
import { tags } from './tag.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#serverVariableObject */
export const serverVariable = defineObject({
  kind: 'serverVariable',
  name: 'Server Variable Object',
  link: chapter('serverVariableObject'),
  fields: {
    enum: uniqueListOf(text),
    default: text,
    description: text,
    examples: listOf(text),
  },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#serverObject */
export const server = defineObject({
  kind: 'server',
  name: 'Server Object',
  link: chapter('serverObject'),
  fields: {
    host: required(text),
    protocol: required(text),
    protocolVersion: text,
    pathname: text,
    description: text,
    title: text,
    summary: text,
    variables: mapOf(objectOrReference(() => serverVariable)),
    security,
    tags,
    externalDocs: objectOrReference(() => externalDocs),
    bindings: objectOrReference(() => serverBindings),
  },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#serversObject */
export const servers = mapOf(
  objectOrReference(() => server),
  wordKey,
);
