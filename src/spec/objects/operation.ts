import { chapter } from '../link.js';
import {
  defineObject,
  listOf,
  objectOrReference,
  oneOf,
  referenceTo,
  required,
  runtimeExpression,
  text,
} from '../shape.js';
import { operationBindings } from './bindings.js';
import { channel } from './channel.js';
import { externalDocs } from './external-docs.js';
import { message } from './message.js';
import { security } from './security-scheme.js';
import { tags } from './tag.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationReplyAddressObject */
export const replyAddress = defineObject({
  kind: 'replyAddress',
  name: 'Operation Reply Address Object',
  link: chapter('operationReplyAddressObject'),
  fields: { location: required(runtimeExpression), description: text },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationReplyObject */
export const reply = defineObject({
  kind: 'reply',
  name: 'Operation Reply Object',
  link: chapter('operationReplyObject'),
  fields: {
    address: objectOrReference(() => replyAddress),
    channel: referenceTo(() => channel),
    messages: listOf(referenceTo(() => message)),
  },
});

const common = {
  title: text,
  summary: text,
  description: text,
  security,
  tags,
  externalDocs: objectOrReference(() => externalDocs),
  bindings: objectOrReference(() => operationBindings),
};

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationTraitObject */
export const operationTrait = defineObject({
  kind: 'operationTrait',
  name: 'Operation Trait Object',
  link: chapter('operationTraitObject'),
  fields: common,
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationObject */
export const operation = defineObject({
  kind: 'operation',
  name: 'Operation Object',
  link: chapter('operationObject'),
  fields: {
    ...common,
    action: required(oneOf('send', 'receive')),
    channel: required(referenceTo(() => channel)),
    messages: listOf(referenceTo(() => message)),
    reply: objectOrReference(() => reply),
    traits: listOf(objectOrReference(() => operationTrait)),
  },
});
