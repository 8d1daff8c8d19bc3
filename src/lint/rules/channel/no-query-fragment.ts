import { defineRule } from '../../rule.js';

export const noQueryFragment = defineRule({
  id: 'channel/no-query-fragment',
  purpose: 'The address of a channel has no query and no fragment.',
  why: 'The specification forbids both: what a protocol wants beside the address stands in its bindings, where tools look for it. `#` as a whole word of a routing key or a topic filter is a wildcard and allowed.',
  remedy: 'Say it in the bindings of the channel, for example `bindings: { ws: { query: ... } }`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    channel(channel, { report }) {
      const address = channel.text('address') ?? '';
      const [found] = /\?.*|(?<![./]|^)#.*|#(?![./]|$).*/.exec(address) ?? [];
      const at = channel.field('address');
      if (found !== undefined && at !== undefined)
        report(
          at,
          `The address has a ${found.startsWith('?') ? 'query' : 'fragment'}: \`${found}\`.`,
        );
    },
  },
});
