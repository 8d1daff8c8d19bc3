import { defineRule } from '../../rule.js';
import { isDynamicReply, isNamedByBinding } from './addresses.js';

export const addressPresent = defineRule({
  id: 'channel/address-present',
  purpose: 'A channel on Kafka or AMQP says its address.',
  why: 'Without an address the specification takes it as unknown until run time: generated code needs it as an argument, and documentation cannot show it. Channels of replies whose address comes with the request are meant to have none.',
  remedy: 'Add `address`: the topic, the queue or the routing key.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      for (const { view: channel } of document.channels) {
        const protocols = [...document.protocolsOf(channel)];
        const isBroker = protocols.some((protocol) => /^(?:kafka|amqp)/.test(protocol));
        if (!isBroker || channel.text('address') !== undefined) continue;
        if (isDynamicReply(channel, document) || isNamedByBinding(channel)) continue;
        report(channel, 'This channel does not say its address.');
      }
    },
  },
});
