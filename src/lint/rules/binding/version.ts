import { defineRule } from '../../rule.js';

export const bindingVersion = defineRule({
  id: 'binding/version',
  purpose: 'A Kafka or AMQP binding says its version.',
  why: 'Without `bindingVersion` the newest counts: what the fields mean changes with the tools, not with the document.',
  remedy: 'Add `bindingVersion`, for example 0.5.0 for Kafka and 0.3.0 for AMQP.',
  strict: 'warning',
  checks: {
    protocolBinding(binding, { report }) {
      const isWhole = /\/(?:kafka|amqp)$/.test(binding.place.pointer);
      if (isWhole && binding.field('bindingVersion') === undefined)
        report(binding, 'This binding does not say its version.');
    },
  },
});
