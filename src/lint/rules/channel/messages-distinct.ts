import type { View } from '../../../model/view.js';
import { idOf, keyOf, payloadSchema, schemaIn } from '../../document.js';
import { defineRule } from '../../rule.js';
import { areApart } from '../apart.js';

export const messagesDistinct = defineRule({
  id: 'channel/messages-distinct',
  purpose: 'Each message on a channel can be told from the others.',
  why: 'The specification asks that a message is valid against exactly one of its channel’s messages. Two messages with one payload and nothing in their headers to tell them apart make a receiver guess. A header that says the type, such as `ce_type` or `event-type`, is enough.',
  remedy:
    'Declare the header that says the type, give both a property with a `const` of its own, or make one message of them.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    channel(channel, { report }) {
      const messages = channel.map('messages').map(([, message]) => message);
      messages.forEach((message, index) => {
        const twin = messages.slice(0, index).find((other) => areTwins(other, message));
        if (twin === undefined) return;
        report(message, `Nothing tells this message from \`${keyOf(twin)}\`.`, {
          part: 'key',
          related: [{ message: 'the other message', view: twin }],
        });
      });
    },
  },
});

/** Whether every payload of one is a payload of the other, and headers do not help. */
function areTwins(a: View, b: View): boolean {
  const [one, other] = [a.target()?.withTraits(), b.target()?.withTraits()];
  if (one === undefined || other === undefined || idOf(one) === idOf(other)) return false;
  const [payload, same] = [payloadSchema(one), payloadSchema(other)];
  if (payload === undefined || same === undefined || idOf(payload) !== idOf(same)) return false;
  if (one.text('contentType') !== other.text('contentType')) return false;
  return !areApart(schemaIn(one, 'headers'), schemaIn(other, 'headers'));
}
