import { defineRule } from '../../rule.js';
import { hostParts, textOf } from './host-parts.js';

export const noEmptyVariable = defineRule({
  id: 'server/no-empty-variable',
  purpose: 'Each variable of a `host` or `pathname` has a name.',
  why: 'Nothing can be filled in for `{}`, so the address of the server is never complete.',
  remedy: 'Put the name of a variable between the braces.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    server(server, { report }) {
      for (const part of hostParts(server))
        if (/\{\s*\}/.test(textOf(part))) report(part, '`{}` names no variable.');
    },
  },
});
