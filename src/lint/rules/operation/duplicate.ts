import { idOf } from '../../document.js';
import type { Operation } from '../../document.js';
import { defineRule } from '../../rule.js';

export const operationDuplicate = defineRule({
  id: 'operation/duplicate',
  purpose: 'No two operations do the same.',
  why: 'Two operations with one action, one channel and the same messages are one operation with two names: code for both does the same, and a reader looks for the difference.',
  remedy: 'Remove one of the two, or say which messages each has.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      const first = new Map<string, Operation>();
      for (const operation of document.operations) {
        const what = whatItDoes(operation);
        const other = first.get(what);
        first.set(what, other ?? operation);
        if (other === undefined) continue;
        const message = `This does the same as the operation \`${other.key}\`.`;
        report(operation.at, message, {
          part: 'key',
          related: [{ message: 'the other operation', view: other.at }],
        });
      }
    },
  },
});

const whatItDoes = ({ action, channel, messages, reply }: Operation): string =>
  JSON.stringify([action, idOf(channel), messages.map(idOf).sort(), idOf(reply)]);
