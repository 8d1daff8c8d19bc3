import { defineRule } from '../../rule.js';
import { typesOf } from './json-types.js';

/** The keywords that say something of values of one type only (draft-07, section 6). */
const byType: Readonly<Record<string, readonly string[]>> = {
  number: ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  string: ['maxLength', 'minLength', 'pattern', 'contentEncoding', 'contentMediaType'],
  array: ['items', 'additionalItems', 'maxItems', 'minItems', 'uniqueItems', 'contains'],
  object: [
    ...['properties', 'patternProperties', 'additionalProperties', 'required', 'dependencies'],
    ...['maxProperties', 'minProperties', 'propertyNames', 'discriminator'],
  ],
};

/** The type that each of them is for. */
const typeOf = new Map(
  Object.entries(byType).flatMap(([type, names]) => names.map((name) => [name, type] as const)),
);

export const keywordType = defineRule({
  id: 'schema/keyword-type',
  purpose: 'Each keyword of a schema says something about values of its `type`.',
  why: 'JSON Schema passes over a keyword that does not fit the type: `minLength` of a number limits nothing, and nobody is told.',
  remedy: 'Remove the keyword, or change `type`.',
  recommended: 'error',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      const named = typesOf(schema);
      if (named === undefined) return;
      const types = named.map((type) => (type === 'integer' ? 'number' : type));
      for (const name of schema.keys()) {
        const type = typeOf.get(name);
        if (type === undefined || types.includes(type)) continue;
        const message = `\`${name}\` says nothing about a value of type \`${named.join('` or `')}\`.`;
        report(schema.field(name) ?? schema, message, { part: 'key' });
      }
    },
  },
});
