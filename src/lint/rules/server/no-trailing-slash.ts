import { replaceText } from '../../fixes.js';
import { defineRule } from '../../rule.js';
import { hostParts, textOf } from './host-parts.js';

export const serverNoTrailingSlash = defineRule({
  id: 'server/no-trailing-slash',
  purpose: 'A server’s `host` and `pathname` do not end in a slash.',
  why: 'Addresses are put behind them: a slash at the end becomes two in the middle, which not every server takes.',
  remedy: 'Remove the slash at the end.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    server(server, { report }) {
      for (const part of hostParts(server)) {
        const text = textOf(part);
        if (text.length > 1 && text.endsWith('/'))
          report(part, `\`${text}\` ends in a slash.`, {
            fix: () => replaceText(part, text.replace(/\/+$/, '')),
          });
      }
    },
  },
});
