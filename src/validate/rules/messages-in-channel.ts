import { placeId } from '../../load/source.js';
import type { Place } from '../../load/source.js';
import { channel } from '../../spec/objects/channel.js';
import { message } from '../../spec/objects/message.js';
import type { Kind } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import { membership } from '../links.js';
import type { Entries } from '../links.js';
import { childOf, childrenOf, follow } from '../rule.js';
import type { Context, Rule } from '../rule.js';
import { code } from '../../show.js';
import { helpFor } from './in-root.js';

const rule = (id: string, kind: Kind & ('operation' | 'reply')): Rule => ({
  id,
  kinds: [kind],
  check({ place }: Node, context: Context) {
    const found = follow(context, childOf(context, place, 'channel'), channel);
    if (found === undefined) return;
    const entries = context.links.entries(found.place, 'messages');
    if (entries === undefined) return;
    for (const item of childrenOf(context, childOf(context, place, 'messages')))
      checkMessage(context, { id, kind, item, channel: found.place, entries });
  },
});

/**
 * The messages of an operation are messages of its channel, by identity: however the reference is
 * written, it is the object that it ends at that counts.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationObjectMessages
 */
export const operationMessageInChannel = rule('operation/message-in-channel', 'operation');

/**
 * The messages of a reply are messages of the reply's channel.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationReplyObjectMessages
 */
export const operationReplyMessages = rule('operation/reply-messages', 'reply');

interface MessageLink {
  readonly id: string;
  readonly kind: 'operation' | 'reply';
  readonly item: Place;
  readonly channel: Place;
  readonly entries: Entries;
}

function checkMessage(context: Context, link: MessageLink): void {
  const followed = follow(context, link.item, message);
  if (followed === undefined) return;
  const belongs = membership(followed, link.entries);
  if (belongs === 'through') return;
  const target = code(`#${followed.place.pointer}`);
  const messages = code(`#${link.channel.pointer}/messages`);
  const around = belongs === 'around';
  context.report.add(link.item, {
    code: link.id,
    message: around
      ? `The message of ${anA(link.kind)} must be referred to through its channel, ${messages}, not at ${target}.`
      : `The message ${target} is not one of the messages of this ${link.kind}’s channel.`,
    path: ['$ref'],
    help: around
      ? helpFor(link.entries.byTarget.get(placeId(followed.place)))
      : `Add it to ${messages}, and refer to it there.`,
    related: [{ message: 'the channel', place: link.channel }],
  });
}

const anA = (kind: string): string => (kind === 'operation' ? 'an operation' : 'a reply');
