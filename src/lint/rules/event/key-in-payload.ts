import { defineRule } from '../../rule.js';
import { propertiesOf } from '../../schema-members.js';
import { fieldNames } from './messages.js';

export const keyInPayload = defineRule({
  id: 'event/key-in-payload',
  purpose: 'What the key of a Kafka message holds stands in its payload or headers too.',
  why: 'Keys are lost on the way to files, warehouses and other brokers: what is in the key only is lost with it.',
  remedy: 'Add the field of the key to the payload.',
  strict: 'info',
  checks: {
    message(view, { report }) {
      const message = view.withTraits();
      const key = message.follow('bindings')?.follow('kafka')?.follow('key');
      if (key?.isObject !== true) return;
      const { headers, payload } = fieldNames(message);
      const known = new Set([...headers, ...payload]);
      for (const [name, property] of propertiesOf(key))
        if (!known.has(name))
          report(property, `The field \`${name}\` of the key stands nowhere else.`, {
            part: 'key',
          });
    },
  },
});
