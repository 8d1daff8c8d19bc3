import { chapter } from '../link.js';
import { anyOrReference, defineObject, objectOrReference, required, text } from '../shape.js';
import type { JsonObject, ObjectShape, ObjectTable, Shape } from '../shape.js';
import { schemaFormat } from '../schema-format.js';
import { draft07Schema, schema, schemaOrReference } from './schema.js';

const multiFormat = (shape: Shape): ObjectTable =>
  defineObject({
    kind: 'multiFormatSchema',
    name: 'Multi Format Schema Object',
    link: chapter('multiFormatSchemaObject'),
    // The specification calls `schemaFormat` required and gives it a default in the same breath.
    fields: { schemaFormat: text, schema: required(shape) },
  });

const byFormat = {
  asyncapi: multiFormat(schemaOrReference),
  'draft-07': multiFormat(draft07Schema),
  'other-draft': multiFormat(anyOrReference),
  foreign: multiFormat(anyOrReference),
} as const;

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#multiFormatSchemaObject */
export const multiFormatSchema: ObjectTable = {
  ...byFormat.foreign,
  choose: ({ schemaFormat: format }: JsonObject) => byFormat[schemaFormat(format).family],
};

const hasFormat = (value: JsonObject): boolean =>
  Object.hasOwn(value, 'schema') || Object.hasOwn(value, 'schemaFormat');

/** Schema Object or Multi Format Schema Object: the second is told by its `schema` field. */
const schemaOrMultiFormat: ObjectTable = {
  ...schema,
  choose: (value) => (hasFormat(value) ? multiFormatSchema : schema),
};

/** What `payload`, `headers` and `components.schemas` hold. */
export const anySchema: ObjectShape = {
  ...objectOrReference(() => schemaOrMultiFormat),
  orBoolean: true,
};
