import { defineRule } from '../../rule.js';

export const messagesPresent = defineRule({
  id: 'channel/messages-present',
  purpose: 'A channel lists its messages.',
  why: 'Nothing can be checked, typed or documented about what goes over a channel without messages.',
  remedy: 'Add `messages`, each with its payload.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      for (const { view: channel } of document.channels)
        if (channel.map('messages').length === 0) report(channel, 'This channel has no messages.');
    },
  },
});
