import { defineRule } from '../../rule.js';
import { shown } from './json-types.js';

export const enumUnique = defineRule({
  id: 'schema/enum-unique',
  purpose: 'No value stands twice in an `enum`.',
  why: 'A value that is there twice was copied and not changed: another one is missing.',
  remedy: 'Remove it, or write the value that was meant.',
  recommended: 'error',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      const seen = new Set<string>();
      for (const item of schema.list('enum')) {
        const value = JSON.stringify(item.value);
        if (seen.has(value))
          report(item, `${shown(item.value)} stands here twice.`, { part: 'value' });
        seen.add(value);
      }
    },
  },
});
