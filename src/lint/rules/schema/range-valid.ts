import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';

const ranges = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

export const rangeValid = defineRule({
  id: 'schema/range-valid',
  purpose: 'Lower limits are not above upper limits, and a limit is given once.',
  why: 'No value fits between 10 and 1: every message would be invalid. Of `minimum` and `exclusiveMinimum` together only the narrower counts, and readers take the other.',
  remedy: 'Exchange the two limits, or keep one of them.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      for (const [low, high] of ranges) {
        const [min, max] = [numberOf(schema, low), numberOf(schema, high)];
        const at = schema.field(low);
        if (at !== undefined && min !== undefined && max !== undefined && min > max)
          report(at, `\`${low}\` is ${min}, and \`${high}\` is ${max}: no value fits in between.`);
      }
      for (const [open, closed] of [
        ['exclusiveMinimum', 'minimum'],
        ['exclusiveMaximum', 'maximum'],
      ] as const) {
        const at = schema.field(open);
        if (at !== undefined && schema.field(closed) !== undefined)
          report(at, `\`${open}\` and \`${closed}\` say one limit in two ways.`, { part: 'key' });
      }
    },
  },
});

const numberOf = (schema: View, key: string): number | undefined => {
  const value = schema.field(key)?.value;
  return typeof value === 'number' ? value : undefined;
};
