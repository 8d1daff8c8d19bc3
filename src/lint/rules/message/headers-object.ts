import { schemaIn } from '../../document.js';
import { defineRule } from '../../rule.js';
import { propertiesOf } from '../../schema-members.js';

export const headersObject = defineRule({
  id: 'message/headers-object',
  purpose: 'The schema of a message’s headers is of type `object`.',
  why: 'Headers are names and values. The specification asks for an object, and a schema of another type is never met.',
  remedy: 'Write `type: object` with the headers as `properties`.',
  recommended: 'error',
  strict: 'error',
  checks: {
    message(message, { report }) {
      const headers = schemaIn(message.withTraits(), 'headers');
      if (headers === undefined || !headers.isObject || headers.text('type') === 'object') return;
      const isCombined = ['allOf', 'oneOf', 'anyOf'].some(
        (key) => headers.field(key) !== undefined,
      );
      const isUntyped = headers.field('type') === undefined;
      if (isUntyped && (isCombined || propertiesOf(headers).size > 0)) return;
      report(headers, 'The schema of these headers is not of type `object`.');
    },
  },
});
