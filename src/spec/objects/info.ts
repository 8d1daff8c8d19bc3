import { chapter } from '../link.js';
import { defineObject, email, object, objectOrReference, required, text, uri } from '../shape.js';
import { externalDocs } from './external-docs.js';
import { tags } from './tag.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#contactObject */
export const contact = defineObject({
  kind: 'contact',
  name: 'Contact Object',
  link: chapter('contactObject'),
  fields: { name: text, url: uri, email },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#licenseObject */
export const license = defineObject({
  kind: 'license',
  name: 'License Object',
  link: chapter('licenseObject'),
  fields: { name: required(text), url: uri },
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#infoObject */
export const info = defineObject({
  kind: 'info',
  name: 'Info Object',
  link: chapter('infoObject'),
  fields: {
    title: required(text),
    version: required(text),
    description: text,
    termsOfService: uri,
    contact: object(() => contact),
    license: object(() => license),
    tags,
    externalDocs: objectOrReference(() => externalDocs),
  },
});
