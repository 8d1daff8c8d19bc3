import { server } from '../../spec/objects/server.js';
import type { Node } from '../../spec/walk.js';
import { childOf, childrenOf } from '../rule.js';
import type { Context, Rule } from '../rule.js';
import { checkInRoot, isInRoot } from './in-root.js';

const id = 'channel/server-in-root';

/**
 * The servers of a root channel are root servers.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#channelObjectServers
 */
export const channelServerInRoot: Rule = {
  id,
  kinds: ['channel'],
  check({ place }: Node, context: Context) {
    if (!isInRoot(context, place, 'channels')) return;
    for (const item of childrenOf(context, childOf(context, place, 'servers')))
      checkInRoot(context, item, { id, table: server, map: 'servers', holder: 'channel' });
  },
};
