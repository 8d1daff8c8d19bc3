import { defineRule } from '../../rule.js';
import { isPartOfAnother } from './json-types.js';

/** Keywords that leave a schema open to any value. */
const silent = new Set([
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['$id', '$schema', '$comment', 'definitions', 'externalDocs', 'nullable', 'format'],
]);

export const typePresent = defineRule({
  id: 'schema/type-present',
  purpose: 'Every part of a payload says what it holds.',
  why: 'A schema without `type` or any other limit allows everything: a text, a list, nothing. Code gets `unknown` for it, and no message is ever found invalid.',
  remedy: 'Add `type`; write the schema as `true` where anything is meant.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    schema(schema, { document, report }) {
      const isLimited = schema.keys().some((key) => !silent.has(key) && !key.startsWith('x-'));
      if (isLimited || !document.isPayload(schema) || isPartOfAnother(schema)) return;
      report(schema, 'This schema allows anything.', { part: 'key' });
    },
  },
});
