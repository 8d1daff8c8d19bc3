import { defineRule } from '../../rule.js';
import { unusedComponents } from '../../used-components.js';

export const unusedSecurity = defineRule({
  id: 'component/unused-security',
  purpose: 'A server or an operation names each security scheme.',
  why: 'A scheme that nobody names protects nothing. It looks as if it did.',
  remedy: 'Name it in the `security` of a server or an operation, or remove it.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      for (const { kind, key, view } of unusedComponents(document))
        if (kind === 'securitySchemes')
          report(view, `Nothing uses the security scheme \`${key}\`.`, { part: 'key' });
    },
  },
});
