import { chapter } from '../link.js';
import { defineObject, objectOrReference, required, text, uniqueListOf } from '../shape.js';
import { externalDocs } from './external-docs.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#tagObject */
export const tag = defineObject({
  kind: 'tag',
  name: 'Tag Object',
  link: chapter('tagObject'),
  fields: {
    name: required(text),
    description: text,
    externalDocs: objectOrReference(() => externalDocs),
  },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#tagsObject */
export const tags = uniqueListOf(objectOrReference(() => tag));
