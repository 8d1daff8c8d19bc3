import { defineRule } from '../../rule.js';

export const serverPresent = defineRule({
  id: 'server/present',
  purpose: 'A document with operations says its servers.',
  why: 'Servers say which broker and which protocol the channels are on: without them generated code does not know what to connect to, and bindings cannot be checked.',
  remedy: 'Add `servers`, each with `host` and `protocol`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(root, { document, report }) {
      if (document.servers.length > 0 || document.operations.length === 0) return;
      const at = root.field('servers') ?? root.field('info') ?? root;
      report(at, 'The document has operations, but no servers.', { part: 'key' });
    },
  },
});
