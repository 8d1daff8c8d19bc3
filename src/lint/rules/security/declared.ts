import { defineRule } from '../../rule.js';
import { isLocal } from '../server/host-parts.js';

export const securityDeclared = defineRule({
  id: 'security/declared',
  purpose: 'A server says how to log in.',
  why: 'Who connects for the first time needs to know whether with a password, a certificate or a token. Operations on the server inherit it, so it is said once. Local servers are left alone.',
  remedy: 'Add `security` to the server.',
  strict: 'warning',
  checks: {
    server(server, { report }) {
      const isOpen = server.list('security').length === 0;
      if (isOpen && !isLocal(server.text('host') ?? ''))
        report(server, 'This server does not say how to log in.');
    },
  },
});
