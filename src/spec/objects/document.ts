import { chapter } from '../link.js';
import { defineObject, mapOf, object, objectOrReference, required, text, uri } from '../shape.js';
import { channel } from './channel.js';
import { components } from './components.js';
import { info } from './info.js';
import { operation } from './operation.js';
import { servers } from './server.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#A2SObject */
export const document = defineObject({
  kind: 'document',
  name: 'AsyncAPI Object',
  link: chapter('A2SObject'),
  fields: {
    asyncapi: required(text),
    id: uri,
    info: required(object(() => info)),
    servers,
    defaultContentType: text,
    channels: mapOf(objectOrReference(() => channel)),
    operations: mapOf(objectOrReference(() => operation)),
    components: object(() => components),
  },
});
