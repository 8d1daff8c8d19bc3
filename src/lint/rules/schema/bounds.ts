import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import { isPartOfAnother } from './json-types.js';

export const bounds = defineRule({
  id: 'schema/bounds',
  purpose: 'Texts, lists and whole numbers in payloads have limits.',
  why: 'Whoever stores or shows a value has to know how large it gets. Without a limit the database column decides, or an attacker.',
  remedy: 'Add `maxLength`, `maxItems`, or `minimum` and `maximum`.',
  strict: 'warning',
  checks: {
    schema(schema, { document, report }) {
      const type = schema.text('type') ?? '';
      const missing = Object.hasOwn(limits, type) ? limits[type]?.(schema) : undefined;
      if (missing === undefined || !document.isPayload(schema) || isPartOfAnother(schema)) return;
      report(schema, `This ${type} has no ${missing}.`, { part: 'key' });
    },
  },
});

const has = (schema: View, ...keys: readonly string[]): boolean =>
  keys.some((key) => schema.valueAt(key) !== undefined);

/** What a schema of a type lacks. */
const limits: Readonly<Record<string, (schema: View) => string | undefined>> = {
  string: (schema) =>
    has(schema, 'maxLength', 'enum', 'const', 'format', 'pattern') ? undefined : '`maxLength`',
  array: (schema) => (has(schema, 'maxItems', 'enum', 'const') ? undefined : '`maxItems`'),
  integer: (schema) => {
    if (has(schema, 'enum', 'const', 'format')) return undefined;
    if (!has(schema, 'minimum', 'exclusiveMinimum')) return '`minimum`';
    return has(schema, 'maximum', 'exclusiveMaximum') ? undefined : '`maximum`';
  },
};
