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
        if (min !== undefined && max !== undefined && min > max)
          report(
            schema.field(low) ?? schema,
            `\`${low}\` is ${min}, and \`${high}\` is ${max}: no value fits in between.`,
          );
      }
      for (const [open, closed] of [
        ['exclusiveMinimum', 'minimum'],
        ['exclusiveMaximum', 'maximum'],
      ] as const) {
        if (schema.valueAt(open) === undefined || schema.valueAt(closed) === undefined) continue;
        report(
          schema.field(open) ?? schema,
          `\`${open}\` and \`${closed}\` say one limit in two ways.`,
          { part: 'key' },
        );
      }
    },
  },
});

const numberOf = (schema: View, key: string): number | undefined => {
  const value = schema.valueAt(key);
  return typeof value === 'number' ? value : undefined;
};
