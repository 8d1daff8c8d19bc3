import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';

export const nameUnique = defineRule({
  id: 'message/name-unique',
  purpose: 'No two messages have one name.',
  why: 'A receiver that chooses its handler by the name cannot tell the two apart.',
  remedy: 'Rename one, or make one message of them and refer to it.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      const first = new Map<string, View>();
      for (const message of document.all('message')) {
        const name = message.withTraits().text('name');
        const other = name === undefined ? undefined : first.get(name);
        if (name !== undefined && other === undefined) first.set(name, message);
        if (other !== undefined)
          report(
            message.field('name') ?? message,
            `Another message has the name \`${name ?? ''}\` too.`,
            {
              related: [{ message: 'the other message', view: other.field('name') ?? other }],
            },
          );
      }
    },
  },
});
