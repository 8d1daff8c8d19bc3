import { defineRule } from '../../rule.js';

export const operationPresent = defineRule({
  id: 'operation/present',
  purpose: 'The document has at least one operation.',
  why: 'Operations say what the application does: without one there is nothing to send, to receive or to generate, and channels are never checked against their use.',
  remedy: 'Add `operations` with what the application sends and receives.',
  recommended: 'warning',
  strict: 'warning',
  checks: {
    document(root, { document, report }) {
      if (document.operations.length > 0 || document.channels.length === 0) return;
      const at = root.field('channels') ?? root;
      report(at, 'The document has channels, but no operation.', { part: 'key' });
    },
  },
});
