import { defineRule } from '../../rule.js';
import { isPartOfAnother, typesOf } from './json-types.js';

export const additionalPropertiesExplicit = defineRule({
  id: 'schema/additional-properties-explicit',
  purpose: 'An object in a payload says whether it may have other properties.',
  why: 'It decides what may change later: a closed object gains no property without breaking those who check, an open one lets misspelt names through. Left out, the choice was made by nobody.',
  remedy: 'Write `additionalProperties: true` to be able to add some later, or `false`.',
  strict: 'warning',
  checks: {
    schema(schema, { document, report }) {
      if (schema.field('properties') === undefined || !document.isPayload(schema)) return;
      if (schema.field('additionalProperties') !== undefined || isPartOfAnother(schema)) return;
      if (typesOf(schema)?.includes('object') !== false && schema.field('allOf') === undefined)
        report(schema, 'This object does not say whether it may have other properties.', {
          part: 'key',
        });
    },
  },
});
