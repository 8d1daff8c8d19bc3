import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import { parts, propertiesOf } from '../../schema-members.js';

export const discriminator = defineRule({
  id: 'schema/discriminator',
  purpose: 'The property that a `discriminator` names is declared and required in every branch.',
  why: 'A receiver reads this property first and chooses the branch by it. Where it may be missing, there is nothing to choose by.',
  remedy: 'Declare the property and list it in `required`, in the schema or in each branch.',
  recommended: 'error',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      const name = schema.text('discriminator');
      const at = schema.field('discriminator');
      if (name === undefined || at === undefined || says(schema, name)) return;
      const branches = ['oneOf', 'anyOf'].flatMap((key) => schema.list(key));
      if (branches.length === 0) {
        report(at, `\`${name}\` is not declared and required in this schema.`);
        return;
      }
      for (const branch of branches) {
        const target = branch.target();
        if (target === undefined || says(target, name)) continue;
        report(branch, `\`${name}\` is not declared and required in this branch.`, {
          part: 'value',
          related: [{ message: 'the discriminator', view: at }],
        });
      }
    },
  },
});

const says = (schema: View, name: string): boolean =>
  propertiesOf(schema).has(name) &&
  parts(schema).some((part) => part.texts('required')?.includes(name) === true);
