import { defineRule } from '../../rule.js';

export const ackExplicit = defineRule({
  id: 'amqp/ack-explicit',
  purpose: 'A `receive` operation on AMQP says whether it acknowledges.',
  why: 'Without acknowledgement the broker forgets a message as soon as it left, and a crash loses it. The binding has no default that all tools share.',
  remedy: 'Add `bindings: { amqp: { ack: true } }` to the operation.',
  strict: 'warning',
  checks: {
    document(_root, { document, report }) {
      for (const { at, view, action, channel } of document.operations) {
        const protocols = channel === undefined ? [] : [...document.protocolsOf(channel)];
        const isAmqp = protocols.some((protocol) => /^amqps?$/.test(protocol));
        if (action !== 'receive' || !isAmqp) continue;
        if (view.follow('bindings')?.follow('amqp')?.field('ack') === undefined)
          report(at, 'This operation does not say whether it acknowledges.', { part: 'key' });
      }
    },
  },
});
