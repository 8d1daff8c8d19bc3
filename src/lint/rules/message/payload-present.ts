import { defineRule } from '../../rule.js';

export const payloadPresent = defineRule({
  id: 'message/payload-present',
  purpose: 'A message describes its payload.',
  why: 'Without `payload` anything at all may be sent: it cannot be checked, and code has no type for it.',
  remedy: 'Add `payload` with a schema; for a message without content `payload: { type: "null" }`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    message(message, { report }) {
      if (message.field('payload') === undefined)
        report(message, 'This message does not describe its payload.');
    },
  },
});
