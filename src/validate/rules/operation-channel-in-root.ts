import { channel } from '../../spec/objects/channel.js';
import type { Node } from '../../spec/walk.js';
import { childOf } from '../rule.js';
import type { Context, Rule } from '../rule.js';
import { checkInRoot, isInRoot } from './in-root.js';

const id = 'operation/channel-in-root';

/**
 * The channel of a root operation, and of its reply, is one of the root channels.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationObjectChannel
 */
export const operationChannelInRoot: Rule = {
  id,
  kinds: ['operation', 'reply'],
  check({ kind, place }: Node, context: Context) {
    if (!isInRoot(context, place, 'operations')) return;
    const holder = kind === 'reply' ? 'reply' : 'operation';
    checkInRoot(context, childOf(context, place, 'channel'), {
      id,
      table: channel,
      map: 'channels',
      holder,
    });
  },
};
