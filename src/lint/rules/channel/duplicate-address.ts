import { idOf } from '../../document.js';
import type { Document } from '../../document.js';
import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import { bindingNames } from './addresses.js';

export const duplicateAddress = defineRule({
  id: 'channel/duplicate-address',
  purpose: 'No two channels have one address on one server.',
  why: 'A message that arrives there belongs to both channels: each promises that every message is one of its own, and one of the two is wrong.',
  remedy: 'Make one channel of them, with the messages of both.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      const first = new Map<string, View>();
      for (const { view: channel } of document.channels)
        for (const place of placesOf(channel, document)) {
          const other = first.get(place);
          if (other === undefined) first.set(place, channel);
          else if (idOf(other) !== idOf(channel)) {
            const message = `Another channel has the address \`${channel.text('address') ?? ''}\` too.`;
            report(channel.field('address') ?? channel, message, {
              related: [{ message: 'the other channel', view: other.field('address') ?? other }],
            });
            break;
          }
        }
    },
  },
});

/** Where a channel is: server, address, and what its bindings call it. */
function placesOf(channel: View, document: Document): readonly string[] {
  const address = channel.text('address');
  // One WebSocket or URL is shared by nature: messages are told apart on it by what they hold.
  const isShared = [...document.protocolsOf(channel)].some((name) => /^(?:ws|http)s?$/.test(name));
  if (address === undefined || isShared) return [];
  const servers = document.serversOf(channel).map(idOf);
  const names = bindingNames(channel);
  return (servers.length === 0 ? [''] : servers).map((id) =>
    JSON.stringify([id, address, ...names]),
  );
}
