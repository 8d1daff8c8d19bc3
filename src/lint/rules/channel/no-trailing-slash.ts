import { replaceText } from '../../fixes.js';
import { defineRule } from '../../rule.js';

export const noTrailingSlash = defineRule({
  id: 'channel/no-trailing-slash',
  purpose: 'The address of a channel does not end in a slash.',
  why: 'Brokers treat `pets` and `pets/` as two addresses, and people do not: one side publishes where nobody listens.',
  remedy: 'Remove the slash at the end, on every side at once.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    channel(channel, { report }) {
      const at = channel.field('address');
      const address = channel.text('address') ?? '';
      if (at === undefined || address.length < 2 || !address.endsWith('/')) return;
      report(at, `The address \`${address}\` ends in a slash.`, {
        fix: () => replaceText(at, address.replace(/\/+$/, '')),
      });
    },
  },
});
