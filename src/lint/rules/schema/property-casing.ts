import { defineRule } from '../../rule.js';
import { casingOption, isWrittenAs } from '../casing.js';

export const propertyCasing = defineRule({
  id: 'schema/property-casing',
  purpose: 'The names of all properties are written in one style.',
  why: 'Whoever handles messages of two teams should not have to remember which of them writes `petId` and which `pet_id`.',
  remedy: 'Rename the property in a new version of the message, or choose another style.',
  strict: 'warning',
  options: { style: casingOption('How the name of a property is written.', 'camelCase') },
  checks: {
    schema(schema, { document, options, report }) {
      if (schema.field('properties') === undefined || !document.isPayload(schema)) return;
      for (const [name, view] of schema.map('properties'))
        if (!/^[$@]/.test(name) && !isWrittenAs(options.style, name))
          report(view, `The name \`${name}\` is not ${options.style}.`, { part: 'key' });
    },
  },
});
