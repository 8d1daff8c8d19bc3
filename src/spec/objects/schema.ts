import { chapter } from '../link.js';
import {
  any,
  boolean,
  count,
  defineObject,
  either,
  listOf,
  mapOf,
  number,
  objectOrReference,
  oneOf,
  regex,
  text,
  uniqueListOf,
} from '../shape.js';
import type { KeyRule, ObjectShape, ObjectTable, Shape } from '../shape.js';
import { isRegex } from '../text-format.js';
import { externalDocs } from './external-docs.js';

const simpleType = oneOf('array', 'boolean', 'integer', 'null', 'number', 'object', 'string');

const regexKey: KeyRule = {
  code: 'schema/valid',
  test: isRegex,
  rule: 'be a regular expression (ECMA-262)',
};

/** The keywords of JSON Schema draft-07 (https://json-schema.org/draft-07/schema). */
const keywords = (self: ObjectShape): Record<string, Shape> => {
  const schemas = { ...listOf(self), minItems: 1 };
  return {
    $id: text,
    $schema: text,
    $comment: text,
    title: text,
    description: text,
    default: any,
    readOnly: boolean,
    writeOnly: boolean,
    examples: listOf(any),
    multipleOf: { shape: 'number', exclusiveMinimum: 0 },
    maximum: number,
    exclusiveMaximum: number,
    minimum: number,
    exclusiveMinimum: number,
    maxLength: count,
    minLength: count,
    pattern: regex,
    additionalItems: self,
    items: either(self, schemas),
    maxItems: count,
    minItems: count,
    uniqueItems: boolean,
    contains: self,
    maxProperties: count,
    minProperties: count,
    required: uniqueListOf(text),
    additionalProperties: self,
    definitions: mapOf(self),
    properties: mapOf(self),
    patternProperties: mapOf(self, regexKey),
    dependencies: mapOf(either(self, uniqueListOf(text))),
    propertyNames: self,
    const: any,
    enum: listOf(any),
    type: either(simpleType, { ...uniqueListOf(simpleType), minItems: 1 }),
    format: text,
    contentMediaType: text,
    contentEncoding: text,
    if: self,
    then: self,
    else: self,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: self,
  };
};

const shapeOf = (table: () => ObjectTable): ObjectShape => ({
  ...objectOrReference(table),
  orBoolean: true,
});

/** A Schema Object in a place where a reference or a boolean is one too (draft-07). */
export const schemaOrReference: ObjectShape = shapeOf(() => schema);

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#schemaObject */
export const schema: ObjectTable = defineObject({
  kind: 'schema',
  name: 'Schema Object',
  link: chapter('schemaObject'),
  code: 'schema/valid',
  open: true,
  fields: {
    ...keywords(schemaOrReference),
    discriminator: text,
    externalDocs: objectOrReference(() => externalDocs),
    deprecated: boolean,
  },
});

/** A schema of `schemaFormat: application/schema+json;version=draft-07`. */
export const draft07Schema: ObjectShape = shapeOf(() => draft07);

/** https://json-schema.org/draft-07/schema */
export const draft07: ObjectTable = defineObject({
  kind: 'schema',
  name: 'JSON Schema (draft-07)',
  link: 'https://json-schema.org/draft-07/json-schema-validation',
  code: 'schema/valid',
  open: true,
  fields: keywords(draft07Schema),
});
