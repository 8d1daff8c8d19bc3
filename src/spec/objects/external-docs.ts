import { chapter } from '../link.js';
import { defineObject, required, text, uri } from '../shape.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#externalDocumentationObject */
export const externalDocs = defineObject({
  kind: 'externalDocs',
  name: 'External Documentation Object',
  link: chapter('externalDocumentationObject'),
  fields: { url: required(uri), description: text },
});
