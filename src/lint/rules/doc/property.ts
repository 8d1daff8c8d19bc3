import { defineRule } from '../../rule.js';
import { hasProse } from './described.js';

export const docProperty = defineRule({
  id: 'doc/property',
  purpose: 'Each property of a payload has a description.',
  why: 'Units, time zones, what a missing value means: a name and a type leave open what people get wrong.',
  remedy: 'Add `description`, or a `title` where a word is enough.',
  strict: 'warning',
  checks: {
    schema(schema, { document, report }) {
      if (!document.isPayload(schema)) return;
      for (const [name, property] of schema.map('properties')) {
        const target = property.target();
        if (target?.isObject !== true || hasProse(target) || target.text('title') !== undefined)
          continue;
        report(property, `The property \`${name}\` has no description.`, { part: 'key' });
      }
    },
  },
});
