import { nearest } from '../../../nearest.js';
import { bindingOf } from '../../protocols.js';
import { defineRule } from '../../rule.js';
import { knownProtocols } from '../../protocols.js';

export const protocolKnown = defineRule({
  id: 'server/protocol-known',
  purpose: 'A server’s protocol is one that AsyncAPI has bindings for.',
  why: 'The specification allows any word, so a slip of the pen goes unnoticed until a generator finds no client for `kakfa`.',
  remedy:
    'Write one of the names that AsyncAPI uses, in lower case, or turn the rule off for a protocol of your own.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    server(server, { report }) {
      const protocol = server.text('protocol');
      const at = server.field('protocol');
      if (protocol === undefined || at === undefined || bindingOf(protocol) !== undefined) return;
      const meant = nearest(protocol, knownProtocols);
      const help = meant === undefined ? {} : { help: `Did you mean \`${meant}\`?` };
      report(at, `\`${protocol}\` is no protocol that AsyncAPI has bindings for.`, help);
    },
  },
});
