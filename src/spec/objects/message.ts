import { chapter } from '../link.js';
import {
  any,
  boolean,
  defineObject,
  listOf,
  mapOf,
  object,
  objectOrReference,
  required,
  runtimeExpression,
  text,
} from '../shape.js';
import { messageBindings } from './bindings.js';
import { externalDocs } from './external-docs.js';
import { anySchema } from './multi-format-schema.js';
import { tags } from './tag.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#correlationIdObject */
export const correlationId = defineObject({
  kind: 'correlationId',
  name: 'Correlation ID Object',
  link: chapter('correlationIdObject'),
  fields: { location: required(runtimeExpression), description: text },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageExampleObject */
export const messageExample = defineObject({
  kind: 'messageExample',
  name: 'Message Example Object',
  link: chapter('messageExampleObject'),
  fields: { headers: mapOf(any), payload: any, name: text, summary: text },
  atLeastOne: ['payload', 'headers'],
});

const common = {
  headers: anySchema,
  correlationId: objectOrReference(() => correlationId),
  contentType: text,
  name: text,
  title: text,
  summary: text,
  description: text,
  // Not in the text of the specification, but in its official JSON Schema since 3.0.0.
  deprecated: boolean,
  tags,
  externalDocs: objectOrReference(() => externalDocs),
  bindings: objectOrReference(() => messageBindings),
  examples: listOf(object(() => messageExample)),
};

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageTraitObject */
export const messageTrait = defineObject({
  kind: 'messageTrait',
  name: 'Message Trait Object',
  link: chapter('messageTraitObject'),
  fields: common,
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageObject */
export const message = defineObject({
  kind: 'message',
  name: 'Message Object',
  link: chapter('messageObject'),
  fields: {
    ...common,
    payload: anySchema,
    traits: listOf(objectOrReference(() => messageTrait)),
  },
});
