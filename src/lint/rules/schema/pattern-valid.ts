import { slowPart } from '../../slow-pattern.js';
import { defineRule } from '../../rule.js';

export const patternValid = defineRule({
  id: 'schema/pattern-valid',
  purpose: 'No pattern takes exponential time on a text that does not match.',
  why: 'A repetition inside of a repetition can divide a text in 2ⁿ ways, and a regular expression tries them all: forty letters from outside stop a consumer for minutes (ReDoS). Patterns that are no ECMA-262 expressions at all are errors of validation.',
  remedy:
    'Repeat once, or put something between the repetitions that they cannot match themselves.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      const slow = slowPart(schema.text('pattern') ?? '');
      if (slow !== undefined)
        report(schema.field('pattern') ?? schema, `\`${slow}\` repeats what repeats already.`);
      for (const [pattern, view] of schema.map('patternProperties')) {
        const part = slowPart(pattern);
        if (part !== undefined)
          report(view, `\`${part}\` repeats what repeats already.`, { part: 'key' });
      }
    },
  },
});
