import { componentKey } from '../keys.js';
import { chapter } from '../link.js';
import { defineObject, mapOf, objectOrReference } from '../shape.js';
import type { MapShape, ObjectTable } from '../shape.js';
import { channelBindings, messageBindings, operationBindings, serverBindings } from './bindings.js';
import { channel, parameter } from './channel.js';
import { externalDocs } from './external-docs.js';
import { correlationId, message, messageTrait } from './message.js';
import { anySchema } from './multi-format-schema.js';
import { operation, operationTrait, reply, replyAddress } from './operation.js';
import { securityScheme } from './security-scheme.js';
import { server, serverVariable } from './server.js';
import { tag } from './tag.js';

const reusable = (table: () => ObjectTable): MapShape =>
  mapOf(objectOrReference(table), componentKey);

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#componentsObject */
export const components = defineObject({
  kind: 'components',
  name: 'Components Object',
  link: chapter('componentsObject'),
  fields: {
    schemas: mapOf(anySchema, componentKey),
    servers: reusable(() => server),
    channels: reusable(() => channel),
    operations: reusable(() => operation),
    messages: reusable(() => message),
    securitySchemes: reusable(() => securityScheme),
    serverVariables: reusable(() => serverVariable),
    parameters: reusable(() => parameter),
    correlationIds: reusable(() => correlationId),
    replies: reusable(() => reply),
    replyAddresses: reusable(() => replyAddress),
    externalDocs: reusable(() => externalDocs),
    tags: reusable(() => tag),
    operationTraits: reusable(() => operationTrait),
    messageTraits: reusable(() => messageTrait),
    serverBindings: reusable(() => serverBindings),
    channelBindings: reusable(() => channelBindings),
    operationBindings: reusable(() => operationBindings),
    messageBindings: reusable(() => messageBindings),
  },
});
