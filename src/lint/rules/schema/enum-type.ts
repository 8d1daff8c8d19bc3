import { defineRule } from '../../rule.js';
import { hasJsonType, shown, typesOf } from './json-types.js';

export const enumType = defineRule({
  id: 'schema/enum-type',
  purpose: 'Each value of an `enum` has the type that the schema asks for.',
  why: 'A value of another type can never be valid. Mostly YAML read it as a number or a boolean where text was meant: `no`, `1.0`.',
  remedy: 'Write the value in the right type, in quotes where text is meant, or change `type`.',
  recommended: 'error',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      const types = typesOf(schema);
      if (types === undefined) return;
      for (const item of schema.list('enum'))
        if (!hasJsonType(item.value, types))
          report(item, `${shown(item.value)} is not of type \`${types.join('` or `')}\`.`, {
            part: 'value',
          });
    },
  },
});
