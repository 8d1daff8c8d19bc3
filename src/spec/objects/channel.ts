import { wordKey } from '../keys.js';
import { chapter } from '../link.js';
import {
  defineObject,
  either,
  listOf,
  mapOf,
  nothing,
  objectOrReference,
  referenceTo,
  runtimeExpression,
  text,
  uniqueListOf,
} from '../shape.js';
import { channelBindings } from './bindings.js';
import { externalDocs } from './external-docs.js';
import { message } from './message.js';
import { server } from './server.js';
import { tags } from './tag.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#parameterObject */
export const parameter = defineObject({
  kind: 'parameter',
  name: 'Parameter Object',
  link: chapter('parameterObject'),
  fields: {
    enum: listOf(text),
    default: text,
    description: text,
    examples: listOf(text),
    location: runtimeExpression,
  },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#channelObject */
export const channel = defineObject({
  kind: 'channel',
  name: 'Channel Object',
  link: chapter('channelObject'),
  fields: {
    address: either(text, nothing),
    messages: mapOf(objectOrReference(() => message)),
    title: text,
    summary: text,
    description: text,
    servers: uniqueListOf(referenceTo(() => server)),
    parameters: mapOf(
      objectOrReference(() => parameter),
      wordKey,
    ),
    tags,
    externalDocs: objectOrReference(() => externalDocs),
    bindings: objectOrReference(() => channelBindings),
  },
});
