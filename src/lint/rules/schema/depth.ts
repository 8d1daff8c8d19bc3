import type { View } from '../../../model/view.js';
import { payloadSchema } from '../../document.js';
import { defineRule } from '../../rule.js';

export const depth = defineRule({
  id: 'schema/depth',
  purpose: 'Objects in a payload are not nested too deep.',
  why: 'What lies six levels deep has no name: it cannot be shared, is hard to find in documentation, and every access in code has six places to be undefined.',
  remedy:
    'Move the inner object to `components.schemas` and refer to it, or make the payload flatter.',
  strict: 'warning',
  options: { max: { purpose: 'How many objects may be inside of one another.', default: 5 } },
  checks: {
    message(message, { options, report }) {
      const payload = payloadSchema(message);
      const deep = payload === undefined ? undefined : firstBelow(payload, options.max);
      if (deep !== undefined)
        report(deep, `This object is nested deeper than ${options.max} levels.`);
    },
  },
});

/** The first object with properties below a number of others; references begin anew. */
function firstBelow(schema: View, levels: number): View | undefined {
  const properties = schema.map('properties').map(([, view]) => view);
  const isObject = properties.length > 0;
  if (isObject && levels === 0) return schema;
  const inner = [...properties, ...[schema.field('items') ?? []].flat()];
  for (const view of inner) {
    const found =
      view.isReference || !view.isObject
        ? undefined
        : firstBelow(view, isObject ? levels - 1 : levels);
    if (found !== undefined) return found;
  }
  return undefined;
}
