import { channel } from '../../spec/objects/channel.js';
import { isObject } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import { childOf, follow } from '../rule.js';
import type { Context, Rule } from '../rule.js';

const id = 'operation/reply-address';

/**
 * A reply whose address comes with the request has a channel without an address.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationReplyObjectChannel
 */
export const operationReplyAddress: Rule = {
  id,
  kinds: ['reply'],
  check({ place }: Node, context: Context) {
    if (childOf(context, place, 'address') === undefined) return;
    const found = follow(context, childOf(context, place, 'channel'), channel)?.place;
    if (found === undefined || !isObject(found.value)) return;
    const address = childOf(context, found, 'address');
    if (typeof address?.value !== 'string') return;
    context.report.add(place, {
      code: id,
      message:
        'This reply takes its address from the request, but its channel has a fixed address.',
      path: ['address'],
      part: 'key',
      help: 'Remove the `address` of the reply, or set the `address` of the channel to null.',
      related: [
        { message: 'the fixed address', place: address },
        { message: 'the channel of the reply', place: context.source.child(place, 'channel') },
      ],
    });
  },
};
