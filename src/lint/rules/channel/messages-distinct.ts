import type { View } from '../../../model/view.js';
import { groupBy, idOf, keyOf, payloadSchema, schemaIn } from '../../document.js';
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
      const candidates = channel.map('messages').flatMap(([, at]) => candidate(at) ?? []);
      for (const alike of groupBy(candidates, ({ body }) => body).values())
        alike.forEach(({ at, message, headers }, index) => {
          const twin = alike
            .slice(Math.max(0, index - COMPARED), index)
            .find((other) => other.message !== message && !areApart(other.headers, headers));
          if (twin === undefined) return;
          report(at, `Nothing tells this message from \`${keyOf(twin.at)}\`.`, {
            part: 'key',
            related: [{ message: 'the other message', view: twin.at }],
          });
        });
    },
  },
});

/** Messages of one payload that each is compared with, at most: channels may have thousands. */
const COMPARED = 100;

interface Candidate {
  readonly at: View;
  /** Its identity, however it is referred to. */
  readonly message: string;
  /** What its payload is: every payload of one is a payload of another with the same. */
  readonly body: string;
  readonly headers: View | undefined;
}

function candidate(at: View): Candidate | undefined {
  const message = at.target()?.withTraits();
  const payload = message === undefined ? undefined : payloadSchema(message);
  if (message === undefined || payload === undefined) return undefined;
  return {
    at,
    message: idOf(message),
    body: JSON.stringify([idOf(payload), message.text('contentType')]),
    headers: schemaIn(message, 'headers'),
  };
}
