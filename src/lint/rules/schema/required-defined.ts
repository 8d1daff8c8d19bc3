import { nearest } from '../../../nearest.js';
import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import { parts } from '../../schema-members.js';
import { isPartOfAnother } from './json-types.js';

export const requiredDefined = defineRule({
  id: 'schema/required-defined',
  purpose: 'Each name in `required` is one of the `properties`.',
  why: 'A required property that is not declared may hold anything, and a misspelt one makes every message invalid.',
  remedy: 'Declare it in `properties`, or remove it from `required`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      const own = schema.follow('properties');
      const names = schema
        .list('required')
        .filter(({ value }) => typeof value === 'string' && own?.valueAt(value) === undefined);
      if (names.length === 0 || isPartOfAnother(schema)) return;
      const declared = declaredIn(schema);
      if (declared === undefined || declared.length === 0) return;
      for (const name of names) {
        if (typeof name.value !== 'string' || declared.includes(name.value)) continue;
        const meant = nearest(name.value, declared);
        const help = meant === undefined ? {} : { help: `Did you mean \`${meant}\`?` };
        report(name, `The required property \`${name.value}\` is not declared.`, help);
      }
    },
  },
});

/** The names that a schema and its branches declare; undefined when any name may be one. */
function declaredIn(schema: View): readonly string[] | undefined {
  const branches = ['oneOf', 'anyOf'].flatMap((key) => schema.list(key));
  const all = [
    ...parts(schema),
    ...branches.flatMap((branch) => {
      const target = branch.target();
      return target === undefined ? [] : parts(target);
    }),
  ];
  if (all.some((part) => part.field('patternProperties') !== undefined)) return undefined;
  if (all.some((part) => part.follow('additionalProperties')?.isObject === true)) return undefined;
  return all.flatMap((part) => part.map('properties').map(([name]) => name));
}
