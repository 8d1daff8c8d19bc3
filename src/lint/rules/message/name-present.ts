import { defineRule } from '../../rule.js';

export const namePresent = defineRule({
  id: 'message/name-present',
  purpose: 'A message has a `name`.',
  why: 'The name is what the wire calls a message, and what a receiver chooses its handler by. The key is only where the message stands in this document, and changes when somebody moves it.',
  remedy: 'Add `name`, for example `name: PetAdopted`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    message(message, { report }) {
      if (message.withTraits().text('name') === undefined)
        report(message, 'This message has no name.');
    },
  },
});
