import { defineRule } from '../../rule.js';
import { unusedComponents } from '../../used-components.js';

export const componentUnused = defineRule({
  id: 'component/unused',
  purpose: 'Something uses each component, of every kind.',
  why: 'A component that nothing leads to has no effect. It is left over, or the reference to it is missing, and readers keep it up to date for nothing. Documents without channels and operations are taken as libraries.',
  remedy: 'Refer to it, or remove it.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      for (const { kind, key, view } of unusedComponents(document))
        if (kind !== 'securitySchemes')
          report(view, `Nothing uses \`${key}\` of \`components.${kind}\`.`, { part: 'key' });
    },
  },
});
