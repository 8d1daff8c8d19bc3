import { defineRule } from '../../rule.js';

export const emptyMessages = defineRule({
  id: 'operation/empty-messages',
  purpose: 'An operation does not say that it has no messages.',
  why: 'A missing `messages` means all messages of the channel, an empty list means none at all: such an operation does nothing, which is rarely meant.',
  remedy: 'Remove `messages` to mean all of the channel’s, or list some.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    operation(operation, { report }) {
      const messages = operation.field('messages');
      if (Array.isArray(messages?.value) && messages.value.length === 0)
        report(messages, 'This empty list means that the operation has no messages.');
    },
  },
});
