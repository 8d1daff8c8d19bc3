import { idOf } from '../../document.js';
import { defineRule } from '../../rule.js';

export const channelUnused = defineRule({
  id: 'channel/unused',
  purpose: 'An operation or a reply uses each channel.',
  why: 'All that a document lists outside of `components` belongs to the application. A channel that nothing sends to or receives from is left over, or its operation was forgotten.',
  remedy: 'Add the operation, or move the channel to `components.channels`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      if (document.operations.length === 0) return; // operation/present says it once
      const used = new Set(
        document.operations.flatMap(({ channel, reply }) => [
          idOf(channel),
          idOf(reply?.follow('channel')),
        ]),
      );
      for (const { view, at } of document.channels)
        if (!used.has(idOf(view))) report(at, 'No operation uses this channel.', { part: 'key' });
    },
  },
});
